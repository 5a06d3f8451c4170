# finds: Quote-spokenBy | quote/Q1 | Found: participant P9
# finds: Tenure-holder | tenure/P9-mentee | is no participant

DELETE DATA { <quote/Q1> pif:spokenBy <participant/P1> } ;
INSERT DATA { <quote/Q1> pif:spokenBy <participant/P9> . <participant/P9> pif:hasTenure <tenure/P9-mentee> . <tenure/P9-mentee> a pif:MenteeTenure } ;
DELETE DATA { <quote/Q1> pif:spokenInTenure <tenure/P1-mentee> . <document/D1> pif:accountOf <participant/P1> } ;
INSERT DATA { <quote/Q1> pif:spokenInTenure <tenure/P9-mentee> }
