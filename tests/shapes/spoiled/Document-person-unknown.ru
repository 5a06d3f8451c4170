# finds: Document-person | document/D2 | Found: participant P9

INSERT DATA { <document/D2> pif:accountOf <participant/P9> }
