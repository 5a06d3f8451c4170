# finds: Participant-identifier | participant/P1 | Found: “P/1”

DELETE WHERE { <participant/P1> pif:identifier ?any } ;
INSERT DATA { <participant/P1> pif:identifier "P/1" }
