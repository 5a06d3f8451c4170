# finds: Code-parent | code/k2 | more than one parent

INSERT DATA { <code/k2> skos:broader <code/k3> } ;
INSERT DATA { <code/k3> a pif:Code ; pif:ofStudy <../small> ; pif:identifier "k3" ; skos:prefLabel "Third"@en ; skos:inScheme <codebook> ; skos:broader <code/k1> }
