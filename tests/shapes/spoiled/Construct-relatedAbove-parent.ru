# finds: Construct-relatedAbove | code/k2 | related and one above the other

INSERT DATA { <code/k2> skos:related <code/k1> }
