# finds: Quote-identifier | quote/Q1 | Found: “Q 1”

DELETE WHERE { <quote/Q1> pif:identifier ?any } ;
INSERT DATA { <quote/Q1> pif:identifier "Q 1" }
