# finds: Quote-sharedPassage | quote/Q3 | in common with quote Q2.

DELETE WHERE { <quote/Q2> pif:overlapsWith ?any }
