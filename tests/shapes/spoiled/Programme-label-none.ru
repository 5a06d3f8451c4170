# finds: Programme-label | programme/mentoring | has no name

DELETE WHERE { <programme/mentoring> rdfs:label ?any }
