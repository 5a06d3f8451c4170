# finds: Tenure-kind | tenure/P2-mentee | exactly one kind

DELETE WHERE { <tenure/P2-mentee> a ?any } ;
INSERT DATA { <tenure/P2-mentee> a pif:RoleTenure }
