# finds: Study-identifier | ../small | exactly one id

INSERT DATA { <../small> pif:identifier "other" }
