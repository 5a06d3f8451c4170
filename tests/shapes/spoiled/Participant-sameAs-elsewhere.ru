# finds: Participant-sameAs | participant/P1 | may not be declared the same person

INSERT DATA { <participant/P1> owl:sameAs <../other/participant/X4> }
