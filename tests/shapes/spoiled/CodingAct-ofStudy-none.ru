# finds: CodingAct-ofStudy | coding/Q1-k1 | exactly one study

DELETE WHERE { <coding/Q1-k1> pif:ofStudy ?any }
