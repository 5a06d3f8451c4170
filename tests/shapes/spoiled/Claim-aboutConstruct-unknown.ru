# finds: Claim-aboutConstruct | claim/C1 | Found: c:identity-wrok

INSERT DATA { <claim/C1> pif:aboutConstruct c:identity-wrok }
