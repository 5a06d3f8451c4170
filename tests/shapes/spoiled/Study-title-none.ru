# finds: Study-title | ../small | has no title

DELETE WHERE { <../small> dcterms:title ?any }
