# finds: Quote-speakerHeldTenure | quote/Q1 | did not hold the role tenure

DELETE WHERE { <quote/Q1> pif:spokenInTenure ?any } ;
INSERT DATA { <quote/Q1> pif:spokenInTenure <tenure/P2-mentee> }
