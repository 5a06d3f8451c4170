# finds: Construct-broader | code/k2 | not in the same codebook or scheme
# finds: Code-mapped | code/k2 | found in this study only

DELETE WHERE { <code/k2> skos:broader ?any } ;
INSERT DATA { <code/k2> skos:broader c:reflection }
