# finds: Citation-intent | citation/s1-r1-1 | not a CiTO property

DELETE WHERE { <citation/s1-r1-1> cito:hasCitationCharacterization ?any }
