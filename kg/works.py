"""State works of literature, and what their entries say beyond that."""

from __future__ import annotations

from collections.abc import Iterable

from kg import csl
from kg.findings import Place
from kg.model import Work
from kg.namespaces import DCTERMS, FABIO
from kg.stating import Writer
from kg.terms import A, iri


def state_work(writer: Writer, work: Work, place: Place) -> str:
    """State what a work of literature is; returns its term."""
    node = iri(work.iri)
    writer.places.setdefault(node, place)
    writer.add(node, A, f"<{FABIO}{work.type or 'Work'}>")
    writer.words(node, f"<{DCTERMS}title>", work.title)
    writer.whole(node, "publicationYear", work.year)
    writer.words(node, csl.ISSUED, csl.date_issued(work))
    for creator in work.creators:
        writer.words(node, f"<{DCTERMS}creator>", creator)
    if len(work.creators) > 1:
        writer.words(node, csl.CREATOR_LIST, csl.listed(work.creators))
    writer.words(node, csl.EDITOR_LIST, csl.listed(work.editors))
    writer.words(node, "containerTitle", work.container)
    writer.words(node, "doi", work.doi)
    for name, said in work.more.items():
        writer.words(node, csl.PLAIN[name], said)
    return node


def state_further(writer: Writer, entries: Iterable[tuple[str, Work]]) -> None:
    """State what entries (terms, with their works) say that statements about works do not."""
    entries = list(entries)
    further = csl.further_fields(work for _, work in entries)
    for (node, _), fields in zip(entries, further, strict=True):
        if fields:
            writer.words(node, csl.FURTHER, csl.written(fields))
