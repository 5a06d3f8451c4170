# finds: CodingAct-codingBody | coding/Q3-reflection | Found: c:reflexion

DELETE WHERE { <coding/Q3-reflection> pif:codingBody ?any } ;
INSERT DATA { <coding/Q3-reflection> pif:codingBody c:reflexion }
