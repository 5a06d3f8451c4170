# finds: Claim-statedIn | claim/C1 | exactly one publication

INSERT DATA { <claim/C1> pif:statedIn <https://doi.org/10.5555/second> } ;
INSERT DATA { <https://doi.org/10.5555/second> a pif:Publication ; dcterms:title "Again" ; pif:reports <../small> }
