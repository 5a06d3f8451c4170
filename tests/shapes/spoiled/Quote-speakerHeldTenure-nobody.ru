# finds: Quote-speakerHeldTenure | quote/Q2 | did not hold the role tenure

DELETE WHERE { <quote/Q2> pif:spokenInTenure ?any } ;
INSERT DATA { <quote/Q2> pif:spokenInTenure <tenure/P2-mentee> }
