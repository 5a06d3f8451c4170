# finds: Document-medium | document/D7 | not one that is known

DELETE DATA { <document/D7> pif:medium "picture" } ;
INSERT DATA { <document/D7> pif:medium "hologram" }
