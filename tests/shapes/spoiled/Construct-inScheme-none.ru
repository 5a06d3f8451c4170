# finds: Construct-inScheme | code/k2 | exactly one scheme
# finds: Construct-broader | code/k2 | not in the same codebook

DELETE WHERE { <code/k2> skos:inScheme ?any }
