# finds: Participant-sameAs | participant/P1 | may not be declared the same person
# finds: Participant-sameAs | participant/P2 | may not be declared

INSERT DATA { <participant/P1> owl:sameAs <participant/P2> }
