# finds: Construct-matchKnown | code/k2 | Found: c:patchng

INSERT DATA { <code/k2> skos:closeMatch c:patchng . <mapping/more> a sssom:Mapping ; sssom:subject_id <code/k2> ; sssom:predicate_id skos:closeMatch ; sssom:object_id c:patchng ; sssom:mapping_justification semapv:ManualMappingCuration ; sssom:author_label "curator" }
