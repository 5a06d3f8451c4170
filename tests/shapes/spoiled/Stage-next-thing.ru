# finds: Stage-next | entity/second | followed by more than one

INSERT DATA { <entity/second> pif:nextStage <entity/first-night> }
