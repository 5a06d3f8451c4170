# finds: Mapping-subject | mapping/k1-exactMatch-identity-work | Found: code k9
# finds: Mapping-unattributed | code/k1 | It is exactMatch c:identity-work.

DELETE WHERE { <mapping/k1-exactMatch-identity-work> sssom:subject_id ?any } ;
INSERT DATA { <mapping/k1-exactMatch-identity-work> sssom:subject_id <code/k9> }
