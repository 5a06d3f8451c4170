# finds: Participant-hasTenure | participant/P3 | Found: tenure P3-elder

DELETE WHERE { <participant/P3> pif:hasTenure ?any } ;
INSERT DATA { <participant/P3> pif:hasTenure <tenure/P3-elder> }
