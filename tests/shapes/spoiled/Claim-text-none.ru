# finds: Claim-text | claim/C1 | exactly one text

DELETE WHERE { <claim/C1> pif:text ?any }
