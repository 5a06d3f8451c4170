# finds: Programme-hostedBy | programme/mentoring | Found: participant P1

DELETE WHERE { <programme/mentoring> pif:hostedBy ?any } ;
INSERT DATA { <programme/mentoring> pif:hostedBy <participant/P1> }
