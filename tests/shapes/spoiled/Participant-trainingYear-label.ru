# finds: Participant-trainingYear | participant/P1 | Found: “M4”

DELETE WHERE { <participant/P1> pif:trainingYear ?any } ;
INSERT DATA { <participant/P1> pif:trainingYear "M4" }
