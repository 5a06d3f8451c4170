# finds: Quote-accessLevel | quote/Q3 | who may see it

DELETE WHERE { <quote/Q3> pif:accessLevel ?any }
