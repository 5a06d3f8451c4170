# finds: Study-licenseAddress | ../small | Found: “CC BY”

DELETE WHERE { <../small> dcterms:license ?any } ;
INSERT DATA { <../small> dcterms:license "CC BY" }
