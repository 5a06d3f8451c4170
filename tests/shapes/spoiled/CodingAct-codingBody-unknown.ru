# finds: CodingAct-codingBody | coding/Q1-k1 | Found: code k9

DELETE WHERE { <coding/Q1-k1> pif:codingBody ?any } ;
INSERT DATA { <coding/Q1-k1> pif:codingBody <code/k9> }
