# finds: Construct-prefLabel | code/k1 | needs a preferred label

DELETE WHERE { <code/k1> skos:prefLabel ?any }
