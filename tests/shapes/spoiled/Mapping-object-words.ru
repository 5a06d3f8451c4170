# finds: Mapping-object | mapping/k1-exactMatch-identity-work | Found: “identity work”
# finds: Mapping-unattributed | code/k1 | without saying who

DELETE WHERE { <mapping/k1-exactMatch-identity-work> sssom:object_id ?any } ;
INSERT DATA { <mapping/k1-exactMatch-identity-work> sssom:object_id "identity work" }
