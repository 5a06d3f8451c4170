# finds: Codebook-codes | codebook | holds no code

DELETE WHERE { ?coding pif:codingBody <code/k1> } ;
DELETE WHERE { ?coding pif:codingBody <code/k2> } ;
DELETE WHERE { <code/k1> ?p ?o } ;
DELETE WHERE { <code/k2> ?p ?o } ;
DELETE WHERE { <mapping/k1-exactMatch-identity-work> ?p ?o } ;
DELETE DATA { <claim/C1> pif:aboutConstruct <code/k1> } ;
DELETE DATA { <coding/Q1-k1> a pif:AuthorCoding . <coding/Q2-k2> a pif:AuthorCoding } ;
INSERT DATA { <coding/Q1-k1> a pif:ProjectCoding ; pif:codingBody c:patching ; pif:codedAt "2024-06-02T14:30:00Z"^^xsd:dateTime ; pif:rationale "Reread." . <coding/Q2-k2> a pif:ProjectCoding ; pif:codingBody c:patching ; pif:rationale "Reread." }
