# finds: Organization-label | organisation/hospital | has no name

DELETE WHERE { <organisation/hospital> rdfs:label ?any }
