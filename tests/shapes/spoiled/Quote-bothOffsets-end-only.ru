# finds: Quote-bothOffsets | quote/Q1 | one offset without the other

DELETE WHERE { <quote/Q1> pif:start ?any }
