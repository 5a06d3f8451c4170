# finds: Claim-published | claim/C1 | which publication states it

DELETE WHERE { <claim/C1> pif:statedIn ?any }
