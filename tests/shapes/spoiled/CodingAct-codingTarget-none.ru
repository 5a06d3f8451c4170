# finds: CodingAct-codingTarget | coding/Q1-k1 | codes exactly one quote
# finds: Quote-coded | quote/Q1 | not coded

DELETE WHERE { <coding/Q1-k1> pif:codingTarget ?any }
