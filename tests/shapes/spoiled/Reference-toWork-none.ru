# finds: Reference-toWork | reference/r1 | exactly one work

DELETE WHERE { <reference/r1> pif:toWork ?any }
