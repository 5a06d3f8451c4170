# finds: Citation-sentence | citation/s1-r1-1 | exactly one sentence

DELETE WHERE { <citation/s1-r1-1> pif:inSentence ?any }
