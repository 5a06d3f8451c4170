# finds: Citation-ofStudy | citation/s1-r1-1 | exactly one study

DELETE WHERE { <citation/s1-r1-1> pif:ofStudy ?any }
