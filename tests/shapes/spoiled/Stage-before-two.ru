# finds: Stage-before | entity/second | followed by the same stage

INSERT DATA { <entity/other> pif:nextStage <entity/second> } ;
INSERT DATA { <entity/other> a pif:MentoringStage ; pif:stageNumber 1 }
