# finds: ProjectCoding-codedAt | coding/Q3-reflection | does not say when

DELETE WHERE { <coding/Q3-reflection> pif:codedAt ?any }
