"""Which column or key of a study's files a statement comes from, so that a finding can name it."""

from __future__ import annotations

from kg.identifiers import split_thing_iri
from kg.namespaces import PIF

_COLUMNS: dict[str, dict[str, str]] = {
    "study": {
        "title": "title", "license": "licence", "rights": "attribution",
        "studiesProgram": "programme", "usesMethod": "methods", "limitedBy": "limitations",
        "reusesDataOf": "reuses", "ethicsReference": "ethics", "hasConsent": "ethics",
        "publishableAttribute": "publish", "minimumGroupSize": "publish", "contact": "contacts",
        "reportedIn": "publication", "identifier": "id", "underEmbargo": "publish",
    },
    "participant": {
        "identifier": "id", "label": "label", "hasTenure": "role", "trainingStatus": "status",
        "trainingYear": "year", "projectsUndertakenMin": "projects_min",
        "projectsUndertakenMax": "projects_max", "publishedProjectsMin": "published_projects_min",
        "yearsInProgramMin": "duration_min_years", "yearsInProgramMax": "duration_max_years",
        "becamePeerMentor": "became_peer_mentor", "accessLevel": "access",
        "underEmbargo": "embargo", "note": "note",
    },
    "tenure": {"inProgram": "programme", "tenureOf": "id", "type": "role"},
    "document": {
        "identifier": "id", "type": "kind", "accountOf": "participant", "diaryOf": "participant",
        "documentDate": "date", "fullText": "file", "accessLevel": "access",
        "underEmbargo": "embargo", "note": "note", "medium": "medium",
    },
    "region": {
        "identifier": "id", "liesIn": "document", "page": "page", "firstAbscissa": "first_x",
        "firstOrdinate": "first_y", "secondAbscissa": "second_x", "secondOrdinate": "second_y",
        "beginsAt": "begin", "endsAt": "end", "label": "label", "note": "note",
    },
    "quote": {
        "identifier": "id", "text": "text", "drawnFrom": "document", "spokenBy": "participant",
        "spokenInTenure": "role", "speakerLabel": "speaker_label", "start": "start", "end": "end",
        "illustrates": "claim", "inSection": "section", "locator": "locator", "note": "note",
        "accessLevel": "access", "underEmbargo": "embargo", "standsIn": "region",
    },
    "code": {
        "identifier": "code", "prefLabel": "label", "broader": "parent", "type": "kind",
        "definition": "definition", "scopeNote": "include", "example": "example",
        "note": "note",
    },
    "coding": {
        "codingTarget": "quote", "codingBody": "code", "madeBy": "coder", "codedAt": "date",
        "type": "kind", "rationale": "rationale", "identifier": "id", "codingRegion": "region",
    },
    "claim": {
        "identifier": "id", "text": "text", "claimType": "type", "inSection": "section",
        "aboutConstruct": "constructs", "inSentence": "sentence",
        "namesBothGroups": "names_both_groups", "note": "note",
    },
    "mapping": {
        "subject_id": "subject_id", "predicate_id": "predicate_id", "object_id": "object_id",
        "mapping_justification": "mapping_justification", "author_label": "author_label",
        "confidence": "confidence", "comment": "comment",
    },
    "embargo": {"embargoUntil": "embargo", "identifier": "embargo"},
    "episode": {
        "identifier": "id", "type": "class", "performedBy": "participant", "evidences": "quote",
        "evidencedBy": "quote", "note": "basis",
    },
    "reference": {
        "identifier": "id", "toWork": "title", "printedAs": "custom", "note": "note",
        "listPosition": "custom", "furtherFields": "custom",
    },
    "citation": {
        "identifier": "id", "hasCitedEntity": "reference", "viaReference": "reference",
        "hasCitationCharacterization": "intent", "inSection": "section",
        "inSentence": "sentence", "fit": "fit", "note": "note",
    },
}  # fmt: skip


def column_for(focus: str, property: str) -> str | None:
    """Return the column that gives a thing's property, by their IRIs, or None if no column does.

    >>> column_for("https://w3id.org/pif-kg/study/s1/quote/Q1", f"{PIF}drawnFrom")
    'document'
    """
    named = split_thing_iri(focus)
    if named is None:
        return None
    name = property.rsplit("#", 1)[-1].rsplit("/", 1)[-1]
    column = _COLUMNS.get(named[1], {}).get(name)
    if column is None and named[1] in ("episode", "entity") and property == PIF + name:
        return "property"
    return column
