# finds: Quote-standsIn | quote/Q1 | not one region

INSERT DATA { <quote/Q1> pif:standsIn <region/R9> }
