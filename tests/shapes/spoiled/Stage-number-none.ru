# finds: Stage-number | entity/second | exactly one number

DELETE WHERE { <entity/second> pif:stageNumber ?any }
