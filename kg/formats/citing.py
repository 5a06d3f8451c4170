"""Read where a study's publication cites the entries of its reference list."""

from __future__ import annotations

from collections import Counter

from kg.formats import tables as t
from kg.formats.concepts import expand
from kg.formats.reporting import shown
from kg.formats.rows import Tables
from kg.formats.values import Cells
from kg.formats.vocabulary import cito_properties
from kg.model import Citation, Reference, Study
from kg.namespaces import CITO


def read_citations(study: Study, tables: Tables, references: list[Reference]) -> None:
    """Take over the reference list and read citations.csv."""
    study.references = references
    tables.ids["references"] = {entry.id: entry.place for entry in references}
    counts: Counter[str] = Counter()
    for row in tables.rows(t.CITATIONS):
        reference, sentence = tables.reference(row, "reference"), row.id("sentence")
        intent = _intent(row)
        citation = Citation(
            id=row.id("id"),
            place=row.place,
            reference=reference,
            sentence=sentence,
            intent=intent,
            section=row.text("section"),
            fit=row.word("fit"),
            marker=row.text("marker"),
            topic=row.text("topic"),
            note=row.text("note"),
        )
        if not reference or not sentence:
            continue
        pair = f"{sentence}-{reference}"
        counts[pair] += 1
        if not citation.id and not row.text("id"):
            citation.id = f"{pair}-{counts[pair]}"
        if citation.id and tables.is_new(row, "id", citation.id):
            study.citations.append(citation)


def _intent(row: Cells) -> str:
    written = row.text("intent")
    if not written:
        return ""
    name = (expand(written) or written).removeprefix(CITO)
    known = cito_properties()
    forward = [property for property, direction in known.items() if direction == "cites"]
    if known.get(name) == "cites":
        return name
    if name in known:
        message = f"{shown(written)} does not run from a citing work to the one it cites."
    else:
        message = f"{shown(written)} is not a property of CiTO."
    row.report.violation(
        "unknown-intent", row.at("intent"), message,
        row.report.nearest(name, forward, prefix="cito:")
        or "Use one such as cito:citesAsEvidence.",
    )  # fmt: skip
    return ""
