# finds: Quote-duplicateText | quote/Q3 | It is also quote Q1.

DELETE WHERE { <quote/Q3> pif:text ?any } ;
INSERT DATA { <quote/Q3> pif:text "I stopped asking what the senior would  do\nand asked what I would do." }
