# finds: Publication-reports | https://doi.org/10.5555/small | which study it reports

DELETE WHERE { <https://doi.org/10.5555/small> pif:reports ?any }
