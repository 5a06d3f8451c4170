# finds: Construct-oneMatch | code/k1 | as exact and otherwise

INSERT DATA { <code/k1> skos:broadMatch c:identity-work } ;
INSERT DATA { <mapping/k1-broad> a sssom:Mapping ; sssom:subject_id <code/k1> ; sssom:predicate_id skos:broadMatch ; sssom:object_id c:identity-work ; sssom:mapping_justification semapv:ManualMappingCuration ; sssom:author_label "curator" }
