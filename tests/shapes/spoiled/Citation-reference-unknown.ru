# finds: Citation-reference | citation/s1-r1-1 | Found: reference r9

DELETE WHERE { <citation/s1-r1-1> pif:viaReference ?any } ;
INSERT DATA { <citation/s1-r1-1> pif:viaReference <reference/r9> }
