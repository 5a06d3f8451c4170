# finds: Claim-identifier | claim/C1 | exactly one id

INSERT DATA { <claim/C1> pif:identifier "C2" }
