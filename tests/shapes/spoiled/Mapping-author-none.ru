# finds: Mapping-author | mapping/k1-exactMatch-identity-work | who proposed it

DELETE WHERE { <mapping/k1-exactMatch-identity-work> sssom:author_label ?any }
