# finds: Code-mapped | code/k1 | found in this study only
# finds: Code-mapped | code/k2 | found in this study only

DELETE WHERE { <code/k1> skos:exactMatch ?c } ;
DELETE WHERE { <mapping/k1-exactMatch-identity-work> ?p ?o }
