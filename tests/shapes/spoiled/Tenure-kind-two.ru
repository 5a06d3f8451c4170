# finds: Tenure-kind | tenure/P1-mentee | more than one kind

INSERT DATA { <tenure/P1-mentee> a pif:PeerMentorTenure }
