# finds: Embargo-ended | quote/Q2 | It ends on 2999-01-01.

INSERT DATA { <quote/Q2> pif:embargoUntil "2999-01-01T00:00:00Z"^^xsd:dateTime }
