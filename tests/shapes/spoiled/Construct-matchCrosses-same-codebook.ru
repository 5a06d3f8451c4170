# finds: Construct-matchCrosses | code/k2 | two different schemes

INSERT DATA { <code/k2> skos:closeMatch <code/k1> . <mapping/more> a sssom:Mapping ; sssom:subject_id <code/k2> ; sssom:predicate_id skos:closeMatch ; sssom:object_id <code/k1> ; sssom:mapping_justification semapv:ManualMappingCuration ; sssom:author_label "curator" }
