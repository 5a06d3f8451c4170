# finds: Work-year | https://doi.org/10.5555/cited | has no year

DELETE WHERE { <https://doi.org/10.5555/cited> pif:publicationYear ?any }
