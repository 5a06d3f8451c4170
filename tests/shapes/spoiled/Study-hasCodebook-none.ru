# finds: Study-hasCodebook | ../small | exactly one codebook

DELETE WHERE { <../small> pif:hasCodebook ?any }
