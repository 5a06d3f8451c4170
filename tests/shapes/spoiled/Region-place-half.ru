# finds: Region-place | region/R1 | only in part

DELETE DATA { <region/R1> pif:secondOrdinate 40 }
