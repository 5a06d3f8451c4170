# finds: Embargo-until | quote/Q2 | Found: “2020-01-01”

INSERT DATA { <quote/Q2> pif:embargoUntil "2020-01-01" }
