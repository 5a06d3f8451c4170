# finds: CodingAct-codingTarget | coding/Q1-k1 | codes exactly one quote

INSERT DATA { <coding/Q1-k1> pif:codingTarget <quote/Q2> }
