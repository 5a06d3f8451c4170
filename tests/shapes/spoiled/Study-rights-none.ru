# finds: Study-rights | ../small | no attribution line

DELETE WHERE { <../small> dcterms:rights ?any }
