# finds: Quote-end | quote/Q1 | not one whole number

INSERT DATA { <quote/Q1> pif:end 79 }
