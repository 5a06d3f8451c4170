# finds: Participant-smallGroup | ../small | Role mentee, status resident: 2 of at least 3 (participant P1, participant P2).
# finds: Participant-smallGroup | ../small | Role senior-mentor: 2 of at least 3 (participant P3, participant P4).

DELETE DATA { <../small> pif:minimumGroupSize 2 } ;
INSERT DATA { <../small> pif:publishableAttribute "role" ; pif:minimumGroupSize 3 }
