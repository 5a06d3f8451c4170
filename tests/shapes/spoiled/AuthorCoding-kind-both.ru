# finds: AuthorCoding-kind | coding/Q3-reflection | both by the authors and added later
# finds: AuthorCoding-codebook | coding/Q3-reflection | own codebook

INSERT DATA { <coding/Q3-reflection> a pif:AuthorCoding }
