# finds: Tenure-holder | tenure/P2-mentee | held by more than one person

INSERT DATA { <participant/P4> pif:hasTenure <tenure/P2-mentee> }
