# finds: Citation-citingEntity | citation/s1-r1-1 | exactly one publication

DELETE WHERE { <citation/s1-r1-1> cito:hasCitingEntity ?any }
