# finds: Limitation-kind | limitation/recall | no known kind

DELETE DATA { <limitation/recall> a pif:RecallBias }
