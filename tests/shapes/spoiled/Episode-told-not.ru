# finds: Episode-told | episode/E1 | No quote tells of the episode

DELETE WHERE { <quote/Q1> pif:evidences ?any }
