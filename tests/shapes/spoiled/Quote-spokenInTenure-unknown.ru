# finds: Quote-spokenInTenure | quote/Q2 | Found: tenure D2-elder

DELETE WHERE { <quote/Q2> pif:spokenInTenure ?any } ;
INSERT DATA { <quote/Q2> pif:spokenInTenure <tenure/D2-elder> }
