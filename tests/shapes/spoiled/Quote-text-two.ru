# finds: Quote-text | quote/Q2 | exactly one text

INSERT DATA { <quote/Q2> pif:text "Other words." }
