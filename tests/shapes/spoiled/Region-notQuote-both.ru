# finds: Region-notQuote | region/R1 | both a region and a quote
# finds: Quote-roleKnown | region/R1 | in which role

DELETE DATA { <coding/R1-reflection> pif:codingRegion <region/R1> } ;
INSERT DATA {
  <coding/R1-reflection> pif:codingTarget <region/R1> .
  <region/R1> a pif:Quote ; pif:text "A mirror." ; pif:drawnFrom <document/D7> ;
    pif:accessLevel pif:Restricted ; pif:note "marked" .
}
