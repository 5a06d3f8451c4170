# finds: ProjectCoding-rationale | coding/Q3-reflection | does not say why

DELETE WHERE { <coding/Q3-reflection> pif:rationale ?any }
