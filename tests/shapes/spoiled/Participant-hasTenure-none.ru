# finds: Participant-hasTenure | participant/P2 | at least one role

DELETE WHERE { <participant/P2> pif:hasTenure ?any }
