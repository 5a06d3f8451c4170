# finds: Quote-drawnFrom | quote/Q2 | Found: document D9

DELETE WHERE { <quote/Q2> pif:drawnFrom ?any } ;
INSERT DATA { <quote/Q2> pif:drawnFrom <document/D9> }
