# finds: Quote-text | quote/Q1 | exactly one text

DELETE WHERE { <quote/Q1> pif:text ?any }
