# finds: CodingAct-codedAt | coding/Q3-reflection | Found: “in June”

DELETE WHERE { <coding/Q3-reflection> pif:codedAt ?any } ;
INSERT DATA { <coding/Q3-reflection> pif:codedAt "in June" }
