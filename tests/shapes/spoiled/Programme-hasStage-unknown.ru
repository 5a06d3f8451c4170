# finds: Programme-hasStage | programme/mentoring | Found: pif:celebration

INSERT DATA { <programme/mentoring> pif:hasStage pif:celebration }
