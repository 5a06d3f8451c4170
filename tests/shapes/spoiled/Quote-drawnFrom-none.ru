# finds: Quote-drawnFrom | quote/Q2 | name exactly one document

DELETE WHERE { <quote/Q2> pif:drawnFrom ?any }
