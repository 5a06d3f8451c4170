# finds: Construct-inScheme | code/k2 | exactly one scheme

DELETE DATA { <code/k2> skos:broader <code/k1> } ;
INSERT DATA { <code/k2> skos:inScheme <codebook2> ; skos:exactMatch <https://example.org/term> . <codebook2> a pif:Codebook . <mapping/k2> a sssom:Mapping ; sssom:subject_id <code/k2> ; sssom:predicate_id skos:exactMatch ; sssom:object_id <https://example.org/term> ; sssom:mapping_justification semapv:ManualMappingCuration ; sssom:author_label "curator" }
