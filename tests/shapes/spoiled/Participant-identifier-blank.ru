# finds: Participant-identifier | participant/P1 | exactly one pseudonym

DELETE WHERE { <participant/P1> pif:identifier ?any } ;
INSERT DATA { <participant/P1> pif:identifier "P 1" }
