# finds: Region-identifier | region/R1 | exactly one id

DELETE DATA { <region/R1> pif:identifier "R1" }
