# finds: Publication-title | https://doi.org/10.5555/small | has no title

DELETE WHERE { <https://doi.org/10.5555/small> dcterms:title ?any }
