# finds: Access-level | quote/Q2 | Found: pif:Secret

DELETE WHERE { <quote/Q2> pif:accessLevel ?any } ;
INSERT DATA { <quote/Q2> pif:accessLevel pif:Secret }
