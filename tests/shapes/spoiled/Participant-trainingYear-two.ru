# finds: Participant-trainingYear | participant/P1 | not one whole number

INSERT DATA { <participant/P1> pif:trainingYear 3 }
