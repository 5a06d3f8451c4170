# finds: Quote-coded | quote/Q2 | not coded with anything

DELETE WHERE { <coding/Q2-k2> ?p ?o }
