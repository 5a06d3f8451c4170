# finds: ConsentRecord-status | consent/publication | Found: “perhaps”

DELETE WHERE { <consent/publication> pif:consentStatus ?any } ;
INSERT DATA { <consent/publication> pif:consentStatus "perhaps" }
