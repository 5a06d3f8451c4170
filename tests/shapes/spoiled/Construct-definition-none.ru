# finds: Construct-definition | construct/own | has no definition

INSERT DATA {
    <scheme> a skos:ConceptScheme .
    <construct/own> a pif:Construct , skos:Concept ;
        skos:prefLabel "Own"@en ; skos:inScheme <scheme> ; dcterms:source <https://doi.org/10.5555/cited>
}
