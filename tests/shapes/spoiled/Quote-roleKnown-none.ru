# finds: Quote-roleKnown | quote/Q2 | in which role

DELETE WHERE { <quote/Q2> pif:spokenInTenure ?any }
