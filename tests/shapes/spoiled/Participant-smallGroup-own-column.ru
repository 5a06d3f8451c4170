# finds: Participant-smallGroup | ../small | Status resident, ward night: 1 of at least 2 (participant P2).

INSERT DATA { <../small> pif:publishableAttribute "ward" . <participant/P2> pif:hasAttribute <attribute/P2-ward> . <attribute/P2-ward> pif:attributeName "Ward" ; pif:attributeValue "night" }
