# finds: Quote-publishedClaim | quote/Q2 | names no claim

DELETE WHERE { <quote/Q2> pif:accessLevel ?any } ;
INSERT DATA { <quote/Q2> pif:accessLevel pif:Public }
