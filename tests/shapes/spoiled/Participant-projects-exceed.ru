# finds: Participant-projects | participant/P1 | fewest projects exceed

DELETE WHERE { <participant/P1> pif:projectsUndertakenMin ?any } ;
INSERT DATA { <participant/P1> pif:projectsUndertakenMin 5 }
