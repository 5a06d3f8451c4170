# finds: Quote-evidences | quote/Q2 | Found: entity idea

INSERT DATA { <quote/Q2> pif:evidences <entity/idea> } ;
INSERT DATA { <entity/idea> a pif:FormerIdentity }
