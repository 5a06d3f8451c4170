# finds: Citation-fit | citation/s1-r1-1 | Found: “fine”

DELETE WHERE { <citation/s1-r1-1> pif:fit ?any } ;
INSERT DATA { <citation/s1-r1-1> pif:fit "fine" }
