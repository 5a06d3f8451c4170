# finds: Limitation-label | limitation/recall | has no name

DELETE WHERE { <limitation/recall> rdfs:label ?any }
