# finds: Construct-source | construct/own | has no source

INSERT DATA {
    <scheme> a skos:ConceptScheme .
    <construct/own> a pif:Construct , skos:Concept ;
        skos:prefLabel "Own"@en ; skos:inScheme <scheme> ; skos:definition "of one's own"@en
}
