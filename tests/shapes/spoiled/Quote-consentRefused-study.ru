# finds: Quote-consentRefused | quote/Q1 | refused or withdrawn

DELETE WHERE { <consent/publication> pif:consentStatus ?any } ;
INSERT DATA { <consent/publication> pif:consentStatus "refused" }
