# finds: Work-issued | https://doi.org/10.5555/cited | Found: “spring”

INSERT DATA { <https://doi.org/10.5555/cited> dcterms:issued "spring" }
