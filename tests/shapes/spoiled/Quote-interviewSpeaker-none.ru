# finds: Quote-interviewSpeaker | quote/Q1 | must name its speaker

DELETE DATA { <quote/Q1> pif:spokenBy <participant/P1> ; pif:spokenInTenure <tenure/P1-mentee> } ;
INSERT DATA { <quote/Q1> pif:spokenInTenure <tenure/D2-mentee> }
