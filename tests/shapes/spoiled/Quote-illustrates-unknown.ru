# finds: Quote-illustrates | quote/Q1 | Found: claim C9

INSERT DATA { <quote/Q1> pif:illustrates <claim/C9> }
