# finds: ConsentRecord-scope | consent/publication | what was agreed to

INSERT DATA { <consent/publication> pif:consentScope "recording" }
