# finds: Study-license | ../small | under what licence

DELETE WHERE { <../small> dcterms:license ?any }
