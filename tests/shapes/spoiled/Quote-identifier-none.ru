# finds: Quote-identifier | quote/Q1 | exactly one id

DELETE WHERE { <quote/Q1> pif:identifier ?any }
