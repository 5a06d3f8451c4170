# finds: Tenure-kindKnown | tenure/P2-mentee | not known which role

DELETE WHERE { <tenure/P2-mentee> a ?any } ;
INSERT DATA { <tenure/P2-mentee> a pif:RoleTenure }
