# release
# finds: Document-notPublic | document/D2 | whole document is marked public

DELETE WHERE { <document/D2> pif:accessLevel ?any } ;
INSERT DATA { <document/D2> pif:accessLevel pif:Public }
