# finds: Code-ofStudy | code/k2 | exactly one study

DELETE WHERE { <code/k2> pif:ofStudy ?any }
