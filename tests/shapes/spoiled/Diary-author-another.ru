# finds: Diary-author | document/D3 | author is unknown

INSERT DATA { <document/D3> a pif:MentoringDiary ; pif:ofStudy <../small> ; pif:identifier "D3" }
