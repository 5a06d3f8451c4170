# finds: Reference-ofStudy | reference/r1 | exactly one study

DELETE WHERE { <reference/r1> pif:ofStudy ?any }
