# finds: Reference-listPosition | reference/r1 | Found: “0”

DELETE WHERE { <reference/r1> pif:listPosition ?any } ;
INSERT DATA { <reference/r1> pif:listPosition 0 }
