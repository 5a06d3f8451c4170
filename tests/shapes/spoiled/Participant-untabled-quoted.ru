# finds: Participant-untabled | participant/P1 | without any attribute from a participant table
# finds: Participant-smallGroup | ../small | Status resident: 1 of at least 2 (participant P2).

DELETE WHERE { <participant/P1> pif:trainingStatus ?a ; pif:trainingYear ?b ; pif:projectsUndertakenMin ?c ; pif:projectsUndertakenMax ?d ; pif:yearsInProgramMin ?e ; pif:yearsInProgramMax ?f }
