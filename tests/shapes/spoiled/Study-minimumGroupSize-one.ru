# finds: Study-minimumGroupSize | ../small | Found: “1”

DELETE WHERE { <../small> pif:minimumGroupSize ?any } ;
INSERT DATA { <../small> pif:minimumGroupSize 1 }
