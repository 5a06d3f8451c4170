# finds: Study-identifier | ../small | exactly one id

DELETE WHERE { <../small> pif:identifier ?any }
