"""Lay a study out in the tables of study files, rows in a stable order."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from kg import model as m
from kg.exporting.facts import natural
from kg.formats.keys import Scalar
from kg.formats.regions import BOX
from kg.formats.tables import ROLES, SOURCES, UNKNOWN
from kg.namespaces import CONSTRUCT
from kg.stating import shortest

Row = dict[str, Scalar]
Rows = dict[str, list[Row]]
Files = dict[str, str]
"""Id of a document → the name of the file that has its text, below ``documents/``."""

_MIDNIGHT = "T00:00:00"
_READABLE = ("quote", "episode", "claim", "participant", "entity")


def tables_of(study: m.Study, files: Files) -> Rows:
    """Return the rows of each table by its name; what rows cannot say is left out."""
    return {
        "participants": _participants(study),
        "documents": [_document(d, files) for d in study.documents],
        "regions": [_region(r) for r in study.regions],
        "quotes": [_quote(q) for q in study.quotes],
        "codebook": [_code(c) for c in study.codes],
        "codings": _codings(study),
        "claims": [_claim(c) for c in study.claims],
        "mappings": _mappings(study),
        "episodes": [_statement(s) for s in study.episodes],
        "relations": [_statement(s) for s in study.relations if _can_be_read(s)],
        "citations": [_citation(c) for c in study.citations],
    }


def day(moment: str) -> str:
    """Return a moment as short as it can be written.

    >>> day("2024-05-02T00:00:00"), day("2024-05-02T14:30:00Z")
    ('2024-05-02', '2024-05-02T14:30:00Z')
    """
    return moment.removesuffix(_MIDNIGHT)


def until(moment: str) -> str:
    """Return the end of an embargo, which is in UTC, as short as it can be written."""
    return day(moment.removesuffix("Z")) if moment.endswith(f"{_MIDNIGHT}Z") else moment


def _number(value: Decimal | None) -> str:
    return "" if value is None else shortest(value)


def _whole(value: int | None) -> Scalar:
    return "" if value is None else value


def _participants(study: m.Study) -> list[Row]:
    columns = sorted({name for person in study.participants for name in person.attributes})
    rows = []
    for person in study.participants:
        about: Row = {
            "label": person.label,
            "status": person.status,
            "year": _whole(person.year),
            "projects_min": _whole(person.projects_min),
            "projects_max": _whole(person.projects_max),
            "duration_min_years": _number(person.duration_min_years),
            "duration_max_years": _number(person.duration_max_years),
            "became_peer_mentor": person.became_peer_mentor,
            "access": person.access,
            "published_projects_min": _whole(person.published_projects_min),
            "embargo": until(person.embargo),
            "note": person.note,
            **{name: person.attributes.get(name, "") for name in columns},
        }
        # A row needs a role, a document a kind and a code a label; the report says they are new.
        held = person.tenures or [m.Tenure(person.id, UNKNOWN, person.place)]
        for tenure in sorted(held, key=_place_of_role):
            rows.append(
                {"id": person.id, "role": tenure.role, "programme": tenure.programme, **about}
            )
    return rows


def _place_of_role(tenure: m.Tenure) -> tuple[int, str]:
    return ROLES.index(tenure.role) if tenure.role in ROLES else len(ROLES), tenure.programme


def _document(document: m.Document, files: Files) -> Row:
    return {
        "id": document.id,
        "kind": document.kind or SOURCES[-1],
        "participant": document.participant,
        "date": day(document.date),
        "file": files.get(document.id, ""),
        "access": document.access,
        "embargo": until(document.embargo),
        "note": document.note,
        "medium": document.medium,
    }


def _region(region: m.Region) -> Row:
    return {
        "id": region.id,
        "document": region.document,
        "page": _whole(region.page),
        **dict(zip(BOX, region.box or (), strict=False)),
        "begin": _whole(region.begin),
        "end": _whole(region.end),
        "label": region.label,
        "note": region.note,
    }


def _quote(quote: m.Quote) -> Row:
    return {
        "id": quote.id,
        "document": quote.document,
        "text": quote.text,
        "participant": quote.participant,
        "role": quote.role,
        "start": _whole(quote.start),
        "end": _whole(quote.end),
        "speaker_label": quote.speaker_label,
        "section": quote.section,
        "claim": quote.claim,
        "access": quote.access,
        "locator": quote.locator,
        "note": quote.note,
        "embargo": until(quote.embargo),
        "region": quote.region,
    }


def _code(code: m.Code) -> Row:
    return {
        "code": code.id,
        "label": code.label or code.id,
        "parent": code.parent,
        "kind": code.kind,
        "definition": code.definition,
        "include": code.include,
        "exclude": code.exclude,
        "example": code.example,
        "note": code.note,
    }


def _codings(study: m.Study) -> list[Row]:
    """Return the rows of codings, each with its id where the reader would make another."""
    # The first coder of a quote with a code has the shorter address, so the shorter goes first.
    ordered = sorted(study.codings, key=_place_of_coding)
    taken: set[str] = set()
    rows = []
    for coding in ordered:
        if not _is_known(coding.concept):
            continue
        row = _coding(coding)
        name = coding.concept.code or coding.concept.iri[len(CONSTRUCT) :]
        usual = f"{coding.quote or coding.region}-{name}"
        if usual in taken:
            usual = f"{usual}-{coding.coder}"
        row["id"] = coding.id if coding.id != usual else ""
        taken.add(coding.id)
        rows.append(row)
    return rows


def _place_of_coding(coding: m.Coding) -> tuple[object, ...]:
    target = natural(coding.quote or coding.region)
    return bool(coding.region), target, _named(coding.concept), len(coding.id), natural(coding.id)


def _is_known(concept: m.Concept) -> bool:
    """Say whether a concept is a code or a construct: the tables name no others."""
    return bool(concept.code) or concept.iri.startswith(CONSTRUCT)


def _coding(coding: m.Coding) -> Row:
    return {
        "quote": coding.quote,
        "code": _named(coding.concept),
        "coder": coding.coder,
        "date": day(coding.moment),
        "kind": coding.kind,
        "rationale": coding.rationale,
        "region": coding.region,
    }


def _named(concept: m.Concept) -> str:
    if concept.code:
        return concept.code
    slug = concept.iri.removeprefix(CONSTRUCT)
    return f"c:{slug}" if slug != concept.iri else concept.iri


def _claim(claim: m.Claim) -> Row:
    both = claim.names_both_groups
    return {
        "id": claim.id,
        "text": claim.text,
        "type": claim.type,
        "section": claim.section,
        "constructs": ";".join(_named(c) for c in claim.constructs if _is_known(c)),
        "sentence": claim.sentence,
        "names_both_groups": "" if both is None else str(both).lower(),
        "note": claim.note,
    }


def _mappings(study: m.Study) -> list[Row]:
    labels = {code.id: code.label for code in study.codes}
    return [
        {
            "subject_id": mapping.code,
            "subject_label": labels.get(mapping.code, ""),
            "predicate_id": f"skos:{mapping.predicate}",
            "object_id": _named(mapping.concept),
            "mapping_justification": mapping.justification,
            "author_label": mapping.author,
            "confidence": _number(mapping.confidence),
            "comment": mapping.comment,
        }
        for mapping in study.mappings
        if mapping.concept.code or mapping.concept.iri.startswith(("http://", "https://"))
    ]


def _statement(row: m.Statement) -> Row:
    about_quote = row.subject.kind == "quote"
    return {
        "id": "" if about_quote else row.subject.id,
        "class": row.class_name,
        "quote": row.subject.id if about_quote else row.quote,
        "participant": row.participant,
        "property": row.property,
        "object": row.object.id if row.object else "",
        "object_class": row.object_class,
        "basis": row.basis,
    }


def _can_be_read(row: m.Statement) -> bool:
    """Say whether a row is read back as it was meant, for the ids in it say what they name."""
    kinds = (row.subject.kind, row.object.kind if row.object else "entity")
    match kinds:
        case ("quote", "quote" | "episode") | ("entity", "entity" | "episode" | "participant"):
            return True
        case ("claim", "claim") if row.property == "contradicts":
            return True
    return False


def _citation(citation: m.Citation) -> Row:
    return {
        "id": citation.id,
        "reference": citation.reference,
        "sentence": citation.sentence,
        "intent": f"cito:{citation.intent}" if citation.intent else "",
        "section": citation.section,
        "fit": citation.fit,
        "marker": citation.marker,
        "topic": citation.topic,
        "note": citation.note,
    }


def file_names(ids: Iterable[str]) -> Files:
    """Return a name for the text of each document that no file system takes for another's.

    >>> file_names(["D1", "d1"])
    {'D1': 'D1.txt', 'd1': 'd1-2.txt'}
    """
    found: Files = {}
    taken: set[str] = set()
    for id in ids:
        start = id.encode()[:180].decode(errors="ignore")
        name, number = f"{start}.txt", 1
        while name.casefold() in taken:
            number += 1
            name = f"{start}-{number}.txt"
        taken.add(name.casefold())
        found[id] = name
    return found
