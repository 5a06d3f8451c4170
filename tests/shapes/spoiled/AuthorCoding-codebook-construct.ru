# finds: AuthorCoding-codebook | coding/Q1-k1 | must use the study's own codebook

DELETE WHERE { <coding/Q1-k1> pif:codingBody ?any } ;
INSERT DATA { <coding/Q1-k1> pif:codingBody c:patching }
