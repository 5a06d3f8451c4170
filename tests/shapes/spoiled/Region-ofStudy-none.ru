# finds: Region-ofStudy | region/R1 | exactly one study

DELETE DATA { <region/R1> pif:ofStudy <../small> }
