"""Find what evidence is coded with: a code of the study, a construct of the shared scheme."""

from __future__ import annotations

import re
from collections.abc import Mapping

from kg.formats.reporting import shown
from kg.formats.rows import Tables
from kg.formats.values import Cells
from kg.formats.vocabulary import vocabulary
from kg.identifiers import construct_iri, normal_id
from kg.model import Concept
from kg.namespaces import CONSTRUCT, DEFAULT_BASE, PREFIXES

_CURIE = re.compile(r"([A-Za-z][A-Za-z0-9_.-]*):([A-Za-z0-9_.-]+)")
_ADDRESS = re.compile(r"https?://[^\x00-\x20<>\"{}|\\^`]+")


def expand(written: str) -> str | None:
    """Return the IRI that an address or a name with a known prefix stands for, or None.

    >>> expand("skos:exactMatch")
    'http://www.w3.org/2004/02/skos/core#exactMatch'
    """
    if _ADDRESS.fullmatch(written):
        default = f"{DEFAULT_BASE}scheme/"
        return CONSTRUCT + written[len(default) :] if written.startswith(default) else written
    curie = _CURIE.fullmatch(written)
    if curie and curie[1] in PREFIXES:
        return PREFIXES[curie[1]] + curie[2]
    return None


def find_concept(
    row: Cells, column: str, written: str, tables: Tables, *, elsewhere: bool = False
) -> Concept | None:
    """Return what a word names; a code of the codebook goes before a construct of that name.

    Constructs are written ``c:patching``, ``patching`` or with their address. With
    ``elsewhere`` any other address will do. None when nothing has the name, which is reported.
    """
    codes: Mapping[str, object] = tables.ids.get("codebook", {})
    name = normal_id(written)
    if not name:
        return None
    if name in codes:
        return Concept(code=name)
    constructs = vocabulary().constructs
    iri = expand(name)
    if iri is not None:
        if iri.startswith(CONSTRUCT):
            if iri[len(CONSTRUCT) :] in constructs:
                return Concept(iri=iri)
            name = iri[len(CONSTRUCT) :]
        elif elsewhere:
            return Concept(iri=iri)
    elif name in constructs:
        return Concept(iri=construct_iri(name))
    if "codebook" in tables.lost and iri is None:
        return None
    row.report.violation(
        "unknown-code" if column != "constructs" else "unknown-construct",
        row.at(column),
        f"{shown(written)} is neither a code of the codebook nor a construct of the shared scheme.",
        row.report.nearest(name, codes.keys(), constructs)
        or "Add it to codebook.csv, or choose a construct of the scheme.",
    )
    return None
