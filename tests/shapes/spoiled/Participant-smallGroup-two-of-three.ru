# finds: Participant-smallGroup | ../small | Status resident: 2 of at least 3 (participant P1, participant P2).

DELETE WHERE { <../small> pif:minimumGroupSize ?any } ;
INSERT DATA { <../small> pif:minimumGroupSize 3 }
