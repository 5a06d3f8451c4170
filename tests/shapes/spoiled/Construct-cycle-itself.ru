# finds: Construct-cycle | code/k1 | may not be broader than itself

INSERT DATA { <code/k1> skos:broader <code/k1> }
