# finds: Study-consentToPublish | ../small | agreed to publication

DELETE WHERE { <../small> pif:hasConsent ?any }
