# finds: Method-label | method/thematic | has no name

DELETE WHERE { <method/thematic> rdfs:label ?any }
