# finds: Episode-performedBy | episode/E1 | Found: participant P9

DELETE WHERE { <episode/E1> pif:performedBy ?any } ;
INSERT DATA { <episode/E1> pif:performedBy <participant/P9> }
