# finds: Quote-publicGround | quote/Q1 | no open publication and no consent

DELETE DATA { <../small> dcterms:license <https://creativecommons.org/licenses/by/4.0/> . <consent/publication> pif:consentStatus "given" } ;
INSERT DATA { <../small> dcterms:license <https://creativecommons.org/licenses/by-nc-nd/4.0/> . <consent/publication> pif:consentStatus "not-stated" }
