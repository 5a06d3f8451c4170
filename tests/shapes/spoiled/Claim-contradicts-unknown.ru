# finds: Claim-contradicts | claim/C1 | Found: claim C9

INSERT DATA { <claim/C1> pif:contradicts <claim/C9> }
