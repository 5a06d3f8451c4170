# finds: Study-reportedIn | ../small | names no publication

DELETE WHERE { <../small> pif:reportedIn ?any }
