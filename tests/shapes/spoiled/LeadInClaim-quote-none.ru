# finds: LeadInClaim-quote | claim/C1 | introduces no quote
# finds: Quote-publishedClaim | quote/Q1 | names no claim

DELETE WHERE { <quote/Q1> pif:illustrates ?any }
