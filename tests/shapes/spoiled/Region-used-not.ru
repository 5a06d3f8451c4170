# finds: Region-used | region/R1 | Nothing is coded

DELETE DATA { <coding/R1-reflection> pif:codingRegion <region/R1> } ;
INSERT DATA { <coding/R1-reflection> pif:codingTarget <quote/Q1> }
