# finds: Quote-endMissing | quote/Q1 | a start and no end

DELETE WHERE { <quote/Q1> pif:end ?any }
