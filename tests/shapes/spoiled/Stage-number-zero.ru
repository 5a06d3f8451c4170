# finds: Stage-number | entity/first | Found: “0”

DELETE WHERE { <entity/first> pif:stageNumber ?any } ;
INSERT DATA { <entity/first> pif:stageNumber 0 } ;
DELETE WHERE { <entity/second> pif:stageNumber ?any } ;
INSERT DATA { <entity/second> pif:stageNumber 1 }
