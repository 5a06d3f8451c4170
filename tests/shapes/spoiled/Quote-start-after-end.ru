# finds: Quote-start | quote/Q1 | before the end
# finds: Quote-spanLength | quote/Q1 | The text has 68 characters, the span -2.

DELETE WHERE { <quote/Q1> pif:start ?any } ;
INSERT DATA { <quote/Q1> pif:start 80 }
