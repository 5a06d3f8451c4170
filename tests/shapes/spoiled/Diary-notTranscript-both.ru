# finds: Diary-notTranscript | document/D2 | both a diary and an interview transcript
# finds: Quote-interviewSpeaker | quote/Q2 | must name its speaker
# finds: Quote-interviewSpeaker | quote/Q3 | must name its speaker

INSERT DATA { <document/D2> a pif:InterviewTranscript }
