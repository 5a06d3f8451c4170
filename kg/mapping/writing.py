"""Write a set of mappings as an SSSOM table, which loads again as the same set."""

from __future__ import annotations

import csv
import io
import json

from kg.mapping.model import MappingSet, short, study_of_code
from kg.namespaces import CONSTRUCT

_COLUMNS = (
    "subject_id", "predicate_id", "object_id", "mapping_justification", "author_label",
    "confidence", "comment",
)  # fmt: skip


def sssom(mapped: MappingSet) -> str:
    """Return the table, with the header that says who, when and under what licence."""
    said = {
        "mapping_set_id": mapped.source or mapped.name,
        "mapping_set_title": mapped.title,
        "mapping_set_description": mapped.about,
        "mapping_set_version": mapped.version,
        "license": mapped.licence,
        "mapping_date": mapped.date,
        "comment": mapped.comment,
    }
    out = io.StringIO()
    for key, value in said.items():
        if value:
            out.write(f"#{key}: {json.dumps(value, ensure_ascii=False)}\n")
    if mapped.creators:
        out.write("#creator_label:\n")
        out.writelines(f"#  - {json.dumps(who, ensure_ascii=False)}\n" for who in mapped.creators)
    rows = csv.writer(out, delimiter="\t", lineterminator="\n")
    rows.writerow(_COLUMNS)
    for m in mapped.matches:
        rows.writerow(
            [
                _shown(m.subject), f"skos:{m.predicate}", _shown(m.object), m.justification,
                m.author, "" if m.confidence is None else f"{m.confidence}", m.comment,
            ]
        )  # fmt: skip
    return out.getvalue()


def _shown(iri: str) -> str:
    if iri.startswith(CONSTRUCT):
        return f"c:{short(iri)}"
    return short(iri) if study_of_code(iri) else iri
