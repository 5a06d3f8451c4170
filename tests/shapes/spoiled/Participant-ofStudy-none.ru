# finds: Participant-ofStudy | participant/P3 | exactly one study

DELETE WHERE { <participant/P3> pif:ofStudy ?any }
