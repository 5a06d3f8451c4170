# finds: Document-ofStudy | document/D1 | exactly one study

DELETE WHERE { <document/D1> pif:ofStudy ?any }
