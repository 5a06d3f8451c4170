# finds: Access-level | quote/Q2 | exactly one of public, restricted and closed

INSERT DATA { <quote/Q2> pif:accessLevel pif:Closed }
