# finds: Study-minimumGroupSize | ../small | Found: “three”
# finds: Participant-smallGroup | ../small | 2 of at least 3

DELETE WHERE { <../small> pif:minimumGroupSize ?any } ;
INSERT DATA { <../small> pif:minimumGroupSize "three" }
