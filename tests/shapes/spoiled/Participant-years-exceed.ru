# finds: Participant-years | participant/P1 | shortest time in the programme exceeds

DELETE WHERE { <participant/P1> pif:yearsInProgramMin ?any } ;
INSERT DATA { <participant/P1> pif:yearsInProgramMin 1.5 }
