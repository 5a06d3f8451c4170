# finds: Quote-linkedToItself | quote/Q2 | linked to itself

INSERT DATA { <quote/Q2> pif:overlapsWith <quote/Q2> }
