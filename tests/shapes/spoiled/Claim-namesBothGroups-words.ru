# finds: Claim-namesBothGroups | claim/C1 | Found: “yes”

DELETE WHERE { <claim/C1> pif:namesBothGroups ?any } ;
INSERT DATA { <claim/C1> pif:namesBothGroups "yes" }
