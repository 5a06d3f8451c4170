# finds: Region-liesIn | region/R1 | exactly one document

DELETE DATA { <region/R1> pif:liesIn <document/D7> }
