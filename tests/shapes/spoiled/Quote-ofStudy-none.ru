# finds: Quote-ofStudy | quote/Q2 | exactly one study

DELETE WHERE { <quote/Q2> pif:ofStudy ?any }
