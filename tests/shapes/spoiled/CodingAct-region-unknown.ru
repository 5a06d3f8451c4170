# finds: CodingAct-region | coding/R1-reflection | Found: document D7

DELETE DATA { <coding/R1-reflection> pif:codingRegion <region/R1> } ;
INSERT DATA { <coding/R1-reflection> pif:codingRegion <document/D7> . <region/R1> pif:note "marked" }
