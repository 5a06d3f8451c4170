# finds: Document-identifier | document/D1 | exactly one id

DELETE WHERE { <document/D1> pif:identifier ?any }
