# finds: Claim-ofStudy | claim/C1 | exactly one study

DELETE WHERE { <claim/C1> pif:ofStudy ?any }
