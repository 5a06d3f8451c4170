# finds: CodingAct-quote | coding/R1-reflection | none of this study

DELETE DATA { <coding/R1-reflection> pif:codingRegion <region/R1> } ;
INSERT DATA { <coding/R1-reflection> pif:codingTarget <region/R1> ; pif:identifier "x" . <region/R1> pif:note "marked" }
