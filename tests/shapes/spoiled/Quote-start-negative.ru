# finds: Quote-start | quote/Q1 | Found: “-1”

DELETE DATA { <quote/Q1> pif:start 10 ; pif:end 78 } ;
INSERT DATA { <quote/Q1> pif:start -1 ; pif:end 67 }
