# finds: Quote-spanLength | quote/Q1 | The text has 68 characters, the span 67.

DELETE WHERE { <quote/Q1> pif:end ?any } ;
INSERT DATA { <quote/Q1> pif:end 77 }
