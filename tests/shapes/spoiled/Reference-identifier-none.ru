# finds: Reference-identifier | reference/r1 | exactly one id

DELETE WHERE { <reference/r1> pif:identifier ?any }
