# finds: CodingAct-codingBody | coding/Q1-k1 | exactly one code

DELETE WHERE { <coding/Q1-k1> pif:codingBody ?any }
