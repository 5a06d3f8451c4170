# finds: Quote-diarySpeaker | quote/Q2 | author of its diary is unknown

DELETE DATA { <quote/Q2> pif:spokenInTenure <tenure/D2-mentee> } ;
INSERT DATA { <quote/Q2> pif:spokenBy <participant/P2> ; pif:spokenInTenure <tenure/P2-mentee> }
