# finds: Document-notPublic | document/D1 | whole document is marked public

DELETE WHERE { <document/D1> pif:accessLevel ?any } ;
INSERT DATA { <document/D1> pif:accessLevel pif:Public }
