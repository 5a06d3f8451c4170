# finds: CodingAct-madeBy | coding/Q1-k1 | exactly one coder

DELETE WHERE { <coding/Q1-k1> pif:madeBy ?any }
