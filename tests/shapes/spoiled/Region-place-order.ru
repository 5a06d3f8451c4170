# finds: Region-place | region/R1 | only in part

INSERT DATA { <region/R1> pif:beginsAt 9 ; pif:endsAt 8 }
