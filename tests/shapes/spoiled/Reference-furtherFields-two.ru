# finds: Reference-furtherFields | reference/r1 | not one object

INSERT DATA { <reference/r1> pif:furtherFields "{}" , "{\"keyword\":\"it\"}" }
