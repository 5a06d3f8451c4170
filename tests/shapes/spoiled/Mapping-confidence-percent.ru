# finds: Mapping-confidence | mapping/k1-exactMatch-identity-work | Found: “90”

DELETE WHERE { <mapping/k1-exactMatch-identity-work> sssom:confidence ?any } ;
INSERT DATA { <mapping/k1-exactMatch-identity-work> sssom:confidence 90 }
