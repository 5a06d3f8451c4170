# finds: Publication-year | https://doi.org/10.5555/small | Found: “in press”

DELETE WHERE { <https://doi.org/10.5555/small> pif:publicationYear ?any } ;
INSERT DATA { <https://doi.org/10.5555/small> pif:publicationYear "in press" }
