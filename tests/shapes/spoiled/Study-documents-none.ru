# finds: Study-documents | ../small | names no document
# finds: Document-ofStudy | document/D1 | exactly one study
# finds: Document-ofStudy | document/D2 | exactly one study
# finds: Document-ofStudy | document/D7 | exactly one study

DELETE { ?document pif:ofStudy ?study } WHERE { ?document pif:ofStudy ?study ; pif:accessLevel pif:Closed }
