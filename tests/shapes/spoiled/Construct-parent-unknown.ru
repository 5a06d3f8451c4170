# finds: Construct-parent | code/k2 | Found: code k9
# finds: Code-parent | code/k2 | more than one parent

INSERT DATA { <code/k2> skos:broader <code/k9> }
