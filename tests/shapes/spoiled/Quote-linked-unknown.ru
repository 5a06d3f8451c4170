# finds: Quote-linked | quote/Q2 | Found: quote Q9

INSERT DATA { <quote/Q2> pif:overlapsWith <quote/Q9> }
