# finds: Quote-drawnFrom | quote/Q2 | name exactly one document

INSERT DATA { <quote/Q2> pif:drawnFrom <document/D4> } ;
INSERT DATA { <document/D4> a pif:FieldNote ; pif:ofStudy <../small> ; pif:identifier "D4" }
