# finds: Quote-ownDocument | quote/Q1 | not the person whose document

DELETE WHERE { <document/D1> pif:accountOf ?any } ;
INSERT DATA { <document/D1> pif:accountOf <participant/P2> }
