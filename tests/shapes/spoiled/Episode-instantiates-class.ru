# finds: Episode-instantiates | episode/E1 | Found: pif:Reflection

DELETE WHERE { <episode/E1> pif:instantiates ?any } ;
INSERT DATA { <episode/E1> pif:instantiates pif:Reflection }
