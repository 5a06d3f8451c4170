# finds: Quote-notConstruct | quote/Q2 | both a quote and a construct
# finds: Codebook-codes | codebook | Found: quote Q2

INSERT DATA { <quote/Q2> a pif:Construct ; skos:prefLabel "words"@en ; skos:inScheme <codebook> ; skos:definition "words"@en ; dcterms:source <https://doi.org/10.5555/cited> }
