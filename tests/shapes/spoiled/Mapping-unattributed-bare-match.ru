# finds: Mapping-unattributed | code/k2 | It is broadMatch c:reflection.

INSERT DATA { <code/k2> skos:broadMatch c:reflection }
