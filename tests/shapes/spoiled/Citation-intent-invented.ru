# finds: Citation-intent | citation/s1-r1-1 | Found: cito:admires

DELETE WHERE { <citation/s1-r1-1> cito:hasCitationCharacterization ?any } ;
INSERT DATA { <citation/s1-r1-1> cito:hasCitationCharacterization cito:admires }
