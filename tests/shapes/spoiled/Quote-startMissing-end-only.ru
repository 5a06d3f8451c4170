# finds: Quote-startMissing | quote/Q1 | an end and no start

DELETE WHERE { <quote/Q1> pif:start ?any }
