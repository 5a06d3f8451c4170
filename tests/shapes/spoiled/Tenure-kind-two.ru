# finds: Tenure-kind | tenure/P1-mentee | exactly one kind

INSERT DATA { <tenure/P1-mentee> a pif:PeerMentorTenure }
