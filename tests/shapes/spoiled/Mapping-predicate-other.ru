# finds: Mapping-predicate | mapping/k1-exactMatch-identity-work | Found: owl:sameAs
# finds: Mapping-unattributed | code/k1 | without saying who

DELETE WHERE { <mapping/k1-exactMatch-identity-work> sssom:predicate_id ?any } ;
INSERT DATA { <mapping/k1-exactMatch-identity-work> sssom:predicate_id owl:sameAs }
