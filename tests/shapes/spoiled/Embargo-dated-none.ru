# finds: Embargo-dated | embargo/one | does not say when it ends

INSERT DATA { <embargo/one> a pif:Embargo }
