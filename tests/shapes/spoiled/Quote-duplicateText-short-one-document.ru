# finds: Quote-duplicateText | quote/Q3 | It is also quote Q2.

DELETE WHERE { <quote/Q2> pif:text ?a . <quote/Q3> pif:text ?b } ;
INSERT DATA { <quote/Q2> pif:text "Yes." . <quote/Q3> pif:text "Yes." }
