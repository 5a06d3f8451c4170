# finds: Construct-relatedBelow | code/k1 | related and one below the other

INSERT DATA { <code/k1> skos:related <code/k2> }
