# finds: Mapping-justification | mapping/k1-exactMatch-identity-work | why it was made

DELETE WHERE { <mapping/k1-exactMatch-identity-work> sssom:mapping_justification ?any }
