# finds: Work-named | https://doi.org/10.5555/cited | neither title nor author

DELETE WHERE { <https://doi.org/10.5555/cited> dcterms:title ?t } ;
DELETE WHERE { <https://doi.org/10.5555/cited> dcterms:creator ?c }
