# finds: Citation-sameWork | citation/s1-r1-1 | not the work of the reference

DELETE WHERE { <citation/s1-r1-1> cito:hasCitedEntity ?any } ;
INSERT DATA { <citation/s1-r1-1> cito:hasCitedEntity <https://doi.org/10.5555/another> }
