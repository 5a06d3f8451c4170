# finds: Reference-printedAs | reference/r1 | not kept as printed

DELETE WHERE { <reference/r1> pif:printedAs ?any }
