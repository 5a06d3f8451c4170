# finds: Quote-start | quote/Q1 | Found: “ten”

DELETE WHERE { <quote/Q1> pif:start ?any } ;
INSERT DATA { <quote/Q1> pif:start "ten" }
