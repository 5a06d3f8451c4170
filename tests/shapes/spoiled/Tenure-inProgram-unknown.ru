# finds: Tenure-inProgram | tenure/P1-mentee | Found: programme none

DELETE WHERE { <tenure/P1-mentee> pif:inProgram ?any } ;
INSERT DATA { <tenure/P1-mentee> pif:inProgram <programme/none> }
