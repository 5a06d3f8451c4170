# finds: Code-identifier | code/k2 | exactly one id

DELETE WHERE { <code/k2> pif:identifier ?any }
