# finds: Quote-consentRefused | quote/Q1 | refused or withdrawn

INSERT DATA { <participant/P1> pif:hasConsent <consent/P1-publication> . <consent/P1-publication> a pif:ConsentRecord ; pif:consentScope "publication" ; pif:consentStatus "withdrawn" }
