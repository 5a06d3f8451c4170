# finds: Construct-prefLabel | code/k1 | only one in each language

INSERT DATA { <code/k1> skos:prefLabel "Being"@en }
