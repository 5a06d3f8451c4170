"""Lay out the sources of a project: each document, and what stands in it or in its place."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import NAMESPACE_URL, uuid5

from kg.formats.qda.project import Losses
from kg.formats.qda.refi.offsets import Reading, Text
from kg.identifiers import thing_iri
from kg.model import Document, Quote, Region, Study

_AS_STORED = Reading(False, False, "two")


@dataclass(slots=True)
class Part:
    """A source as it is written: a document, or quotes whose place in one is not known.

    ``medium`` is empty for a plain text. ``regions`` are coded by themselves; ``on_pages`` are
    quotes of which only the part of a page is known. Without ``has_text`` the text is empty.
    """

    iri: str
    name: str
    text: Text
    document: Document | None
    spans: list[tuple[Quote, int, int]]
    loose: bool
    medium: str = ""
    has_text: bool = True
    regions: list[Region] = field(default_factory=list)
    on_pages: list[Quote] = field(default_factory=list)

    @property
    def guid(self) -> str:
        """The GUID of the source."""
        return guid_of(self.iri)


def guid_of(iri: str) -> str:
    """Return the GUID of a thing: the same for the same address."""
    return str(uuid5(NAMESPACE_URL, iri))


def lay_out(study: Study, losses: Losses) -> list[Part]:
    """Return the sources of a study, each document with what is coded of it.

    A text that is not held is written as its quotes, one below the other.
    """
    by_document: dict[str, list[Quote]] = {}
    for quote in study.quotes:
        by_document.setdefault(quote.document, []).append(quote)
    in_words = {quote.region for quote in study.quotes}
    coded = {coding.region for coding in study.codings}
    regions: dict[str, list[Region]] = {}
    for region in study.regions:
        if region.id in coded or region.id not in in_words:
            regions.setdefault(region.document, []).append(region)
    places = {region.id: region for region in study.regions}
    documents: dict[str, Document | None] = {d.id: d for d in study.documents}
    documents |= {id: None for id in by_document if id not in documents}
    found = []
    for id, document in documents.items():
        quotes = by_document.get(id, [])
        iri = thing_iri(study.id, "document", id)
        stored = document.text if document else None
        medium = _medium(document, regions.get(id, ()))
        part = Part(iri, id, Text(""), document, [], loose=False, medium=medium)
        part.regions = regions.get(id, [])
        part.has_text = stored is not None
        if stored is not None:
            part.text = text = Text(stored)
            losses.count("Line ends of texts", "they are line feeds", int(text.words != stored))
            placed = [(q, *_placed(text, stored, q)) for q in quotes]
            part.spans = [(q, a, b) for q, a, b in placed if a >= 0]
            quotes = [q for q, a, _ in placed if a < 0]
        elif medium == "pdf":
            part.on_pages = [q for q in quotes if q.start is None and q.region in places]
            quotes = [q for q in quotes if q not in part.on_pages]
        if stored is not None or medium:
            found.append(part)
            if not quotes:
                continue
            losses.count(
                "Quote", "its place in its document is not known; it stands in a source of its own",
                len(quotes),
            )  # fmt: skip
            iri, id = f"{iri}#quotes", f"{id} (quotes)"
        elif document is not None:
            losses.count("Document", "its text is not held; its quotes stand in its place")
        found.append(_of_quotes(iri, id, document, quotes))
    return found


def _of_quotes(iri: str, id: str, document: Document | None, quotes: list[Quote]) -> Part:
    words, spans, at = [], [], 0
    for quote in quotes:
        said = quote.text.replace("\r\n", "\n").replace("\r", "\n")
        words.append(said)
        spans.append((quote, at, at + len(said)))
        at += len(said) + 2
    text = Text("\n\n".join(words))
    return Part(iri, id or "(no document)", text, document, spans, loose=True)


def _medium(document: Document | None, regions: list[Region] | tuple[()]) -> str:
    """Return what a document is; one that does not say so is what its regions are of."""
    if document is None or document.medium or not regions:
        return document.medium if document else ""
    if any(region.begin is not None for region in regions):
        return "audio"
    return "pdf" if any(region.page is not None for region in regions) else "picture"


def _placed(text: Text, stored: str, quote: Quote) -> tuple[int, int]:
    """Return a quote's place in a text with line feeds, or -1 twice where it has none."""
    start, end = quote.start, quote.end
    if start is None or end is None or not 0 <= start <= end <= len(stored):
        return -1, -1
    if stored[start:end] != quote.text:
        return -1, -1
    if not text.stored_as_two:
        return start, end
    first, last, _ = text.span(_AS_STORED, start, end)
    return first, last
