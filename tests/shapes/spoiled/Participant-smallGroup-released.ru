# release
# finds: Participant-smallGroup | ../small | Status medical-student: 1 of at least 2 (participant P3).

INSERT DATA { <participant/P3> pif:trainingStatus "medical-student" }
