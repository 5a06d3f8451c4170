# finds: Stage-consecutive | entity/first | Stage 1 is followed by stage 3.

DELETE WHERE { <entity/second> pif:stageNumber ?any } ;
INSERT DATA { <entity/second> pif:stageNumber 3 }
