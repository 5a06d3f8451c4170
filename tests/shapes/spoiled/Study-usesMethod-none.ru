# finds: Study-usesMethod | ../small | how it was done

DELETE WHERE { <../small> pif:usesMethod ?any }
