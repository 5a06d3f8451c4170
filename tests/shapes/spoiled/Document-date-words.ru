# finds: Document-date | document/D1 | Found: “last spring”

DELETE WHERE { <document/D1> pif:documentDate ?any } ;
INSERT DATA { <document/D1> pif:documentDate "last spring" }
