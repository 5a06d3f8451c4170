"""Read a study's codebook, what was coded with it, and how it maps to the shared scheme."""

from __future__ import annotations

from kg.formats import tables as t
from kg.formats.concepts import expand, find_concept
from kg.formats.reporting import shown
from kg.formats.rows import Tables
from kg.formats.values import Cells
from kg.identifiers import slug
from kg.model import Claim, Code, Coding, Concept, Mapping, Study
from kg.namespaces import CONSTRUCT, SKOS

AUTHORS = "authors"
"""The coder of an author coding that names none: the study's coding team."""
MATCHES = ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")


def read_codebook(study: Study, tables: Tables) -> None:
    """Read codebook.csv."""
    parents: list[tuple[Cells, Code]] = []
    for row in tables.rows(t.CODEBOOK):
        code = Code(
            id=row.id("code"),
            place=row.place,
            label=row.text("label"),
            kind=row.word("kind"),
            definition=row.text("definition"),
            include=row.text("include"),
            exclude=row.text("exclude"),
            example=row.text("example"),
            note=row.text("note"),
        )
        if code.id and tables.is_new(row, "code", code.id):
            study.codes.append(code)
            parents.append((row, code))
    for row, code in parents:
        code.parent = tables.reference(row, "parent")
    _break_cycles(parents)


def _break_cycles(rows: list[tuple[Cells, Code]]) -> None:
    codes = {code.id: code for _, code in rows}
    sound: set[str] = set()
    for row, start in rows:
        path: list[str] = []
        at = start.id
        while at and at not in sound and at not in path:
            path.append(at)
            at = codes[at].parent
        if at in path:
            circle = [*path[path.index(at) :], at]
            row.report.violation(
                "code-cycle", row.at("parent"),
                f"The code lies above itself: {' → '.join(circle[:12])}.",
                "Leave the parent of the topmost code empty.",
            )  # fmt: skip
            start.parent = ""
        sound.update(path)


def read_claims(study: Study, tables: Tables) -> None:
    """Read claims.csv."""
    for row in tables.rows(t.CLAIMS):
        claim = Claim(
            id=row.id("id"),
            place=row.place,
            text=row.raw("text"),
            type=row.text("type"),
            section=row.text("section"),
            sentence=row.id("sentence"),
            names_both_groups=row.boolean("names_both_groups"),
            note=row.text("note"),
        )
        for word in row.ids("constructs"):
            concept = find_concept(row, "constructs", word, tables)
            if concept:
                claim.constructs.append(concept)
        if claim.id and tables.is_new(row, "id", claim.id):
            study.claims.append(claim)


def read_codings(study: Study, tables: Tables) -> None:
    """Read codings.csv."""
    seen: dict[tuple[str, str, str, str], int] = {}
    taken: dict[str, tuple[str, str, str]] = {}
    tables.ids["codings"] = {}
    for row in tables.rows(t.CODINGS):
        quote, written = tables.reference(row, "quote"), row.text("code")
        region = tables.reference(row, "region")
        concept = find_concept(row, "code", written, tables) if written else None
        kind = row.word("kind") or "author"
        coder = row.id("coder") or (AUTHORS if kind == "author" else "")
        date, rationale = row.date("date"), row.text("rationale")
        if row.text("quote") and row.text("region"):
            row.report.violation(
                "coding-of-both", row.at("region"), "The row codes a quote and a region.",
                "Leave one of the two out; the region of a quote is named in quotes.csv.",
            )  # fmt: skip
            continue
        target = quote or region
        if not target or concept is None:
            continue
        name = _name(concept)
        key = (quote, region, concept.code or concept.iri, coder)
        first = seen.setdefault(key, row.number)
        if first != row.number:
            row.report.violation(
                "duplicate-coding", row.at("code"),
                f"{coder or 'The same coder'} applied {shown(name)} to {target} in row {first}"
                " already.",
                "Take one of the two rows out.",
            )  # fmt: skip
            continue
        own = row.id("id")
        id = own or f"{target}-{name}"
        if id in taken and not own:
            id = f"{id}-{coder}"
        if taken.setdefault(id, key[:3]) != key[:3] or id in tables.ids["codings"]:
            _report_collision(row, "code", id)
            continue
        tables.ids["codings"][id] = row.place
        study.codings.append(
            Coding(id, row.place, quote, concept, coder, date, kind, rationale, region)
        )


def _name(concept: Concept) -> str:
    """Return a short name for a code or construct, as it stands in ids made from it."""
    if concept.code:
        return concept.code
    rest = concept.iri.removeprefix(CONSTRUCT)
    return rest if "/" not in rest else slug(rest.split("://", 1)[-1])


def _report_collision(row: Cells, column: str, id: str) -> None:
    row.report.violation(
        "ids-collide", row.at(column),
        f"The address made for this row, …/{id}, is that of another row.",
        "Rename one of the ids it is made of; hyphens in them make the two alike.",
    )  # fmt: skip


def read_mappings(study: Study, tables: Tables) -> None:
    """Read mappings.sssom.tsv."""
    for row in tables.rows(t.MAPPINGS):
        code = tables.reference(row, "subject_id")
        predicate = read_match(row)
        written = row.text("object_id")
        concept = (
            find_concept(row, "object_id", written, tables, elsewhere=True) if written else None
        )
        justification = row.text("mapping_justification")
        if justification and expand(justification) is None:
            row.report.warning(
                "justification", row.at("mapping_justification"),
                f"{shown(justification)} is not a term that is known.",
                "Use a semapv term, such as semapv:ManualMappingCuration.",
            )  # fmt: skip
        confidence = row.decimal("confidence")
        if confidence is not None and confidence > 1:
            row.report.violation(
                "malformed-number", row.at("confidence"), f"{confidence} lies above 1.",
                "Confidence runs from 0 to 1.",
            )  # fmt: skip
            confidence = None
        if row.text("predicate_modifier"):
            row.report.warning(
                "negative-mapping", row.at("predicate_modifier"),
                "A mapping that is denied (Not) is not kept.", "Take the row out.",
            )  # fmt: skip
            continue
        if not code or not predicate or concept is None:
            continue
        id = f"{code}-{predicate}-{_name(concept)}"
        if not tables.is_new(row, "object_id", id, what="the mapping"):
            continue
        study.mappings.append(
            Mapping(
                id,
                row.place,
                code,
                predicate,
                concept,
                justification,
                row.text("author_label"),
                confidence,
                row.text("comment"),
            )
        )


def read_match(row: Cells) -> str:
    """Return the SKOS match that a mapping states, by its local name; empty if it states none."""
    written = row.text("predicate_id")
    name = (expand(written) or written).removeprefix(SKOS)
    if not written or name in MATCHES:
        return name
    row.report.violation(
        "unknown-predicate", row.at("predicate_id"),
        f"{shown(written)} is not a SKOS mapping property.",
        row.report.nearest(name, MATCHES, prefix="skos:")
        or f"Use one of: skos:{', skos:'.join(MATCHES)}.",
    )  # fmt: skip
    return ""
