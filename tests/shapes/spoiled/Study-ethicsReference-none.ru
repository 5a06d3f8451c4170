# finds: Study-ethicsReference | ../small | no ethics approval

DELETE WHERE { <../small> pif:ethicsReference ?any }
