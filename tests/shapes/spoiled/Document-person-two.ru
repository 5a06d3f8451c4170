# finds: Document-person | document/D1 | at most one participant
# finds: Quote-ownDocument | quote/Q1 | not the person whose document

INSERT DATA { <document/D1> pif:accountOf <participant/P2> }
