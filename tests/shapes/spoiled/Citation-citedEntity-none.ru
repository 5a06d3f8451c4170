# finds: Citation-citedEntity | citation/s1-r1-1 | exactly one work

DELETE WHERE { <citation/s1-r1-1> cito:hasCitedEntity ?any }
