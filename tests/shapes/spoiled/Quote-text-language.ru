# finds: Quote-text | quote/Q2 | exactly one text

DELETE WHERE { <quote/Q2> pif:text ?any } ;
INSERT DATA { <quote/Q2> pif:text "Other words."@en }
