# finds: Code-codebook | code/k1 | no codebook
# finds: AuthorCoding-codebook | coding/Q1-k1 | own codebook

DELETE DATA { <code/k1> skos:inScheme <codebook> } ;
INSERT DATA { <code/k1> skos:inScheme <scheme> } ;
DELETE DATA { <code/k2> skos:broader <code/k1> } ;
INSERT DATA { <code/k2> skos:closeMatch <code/k1> . <mapping/k2> a sssom:Mapping ; sssom:subject_id <code/k2> ; sssom:predicate_id skos:closeMatch ; sssom:object_id <code/k1> ; sssom:mapping_justification semapv:ManualMappingCuration ; sssom:author_label "curator" }
