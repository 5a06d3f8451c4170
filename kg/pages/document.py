"""All about one document: whose it is, its quotes in the order of their places, its text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from kg import terms
from kg.errors import UsageError
from kg.evidence.answering import Count, counts
from kg.identifiers import split_thing_iri
from kg.index import ask
from kg.namespaces import PIF
from kg.pages.cards import Card, cards
from kg.pages.definitions import label_of
from kg.pages.episodes import narrowest
from kg.pages.placed import in_document
from kg.pages.regions import Regions, regions_of
from kg.pages.said import classes_of, first, said_of, texts
from kg.pages.study_names import StudyName, study_names

if TYPE_CHECKING:
    from kg.index import Index
    from kg.store.base import Store

PAGE = 20
"""Quotes shown at once."""
PART = 6_000
"""Characters of the text shown at once, or a few more up to the end of a paragraph."""
_MOST_LOCATED = 500
_SHOWN = 12

_PROPERTIES = [
    f"{PIF}{name}"
    for name in ("documentDate", "accountOf", "diaryOf", "accessLevel", "note", "medium")
]
_TEXT = f"SELECT ?text ?_document_iri WHERE {{ ?_document_iri <{PIF}fullText> ?text }}"
_PLACES = f"""\
SELECT ?quote ?place ?_document_iri WHERE {{
  ?quote <{PIF}drawnFrom> ?_document_iri ; <{PIF}locator> ?place
}}"""
_DIGITS = re.compile(r"(\d+)")

Span = tuple[int, int | None, int | None]
"""A quote by number, with where it begins and ends if that is known."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text: whether quotes hold it, and the ids of those that begin here."""

    text: str
    quoted: bool
    begins: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TextPart:
    """Some of the text in pieces. ``number`` counts parts from 1."""

    pieces: tuple[Piece, ...]
    number: int
    parts: int
    length: int
    covered: int
    """Characters of the whole text that quotes hold."""


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """All that the page of a document shows.

    ``first`` is the number of the first quote shown, from 1; ``previous`` and ``next`` are the
    ids of quotes after which other pages begin, empty for the beginning, None where there is none.
    """

    key: str
    name: StudyName
    kinds: tuple[str, ...]
    date: str
    whose: tuple[str, ...]
    access: str
    notes: tuple[str, ...]
    total: int
    utterances: int
    placed: bool
    first: int
    cards: list[Card]
    previous: str | None
    next: str | None
    speakers: list[Count]
    roles: list[Count]
    constructs: list[Count]
    constructs_more: int
    medium: str
    """What it is but a plain text: pdf, picture, audio, video."""
    regions: Regions
    text: TextPart | None
    withheld: bool
    """Whether there is a text that this reader may not see."""
    revision: str


def document_page(
    store: Store, iri: str, *, after: str = "", part: int = 1, public: bool = False
) -> DocumentPage | None:
    """Gather all about a document (IRI), with the quotes after one and one part of its text.

    Raises:
        UsageError: No such quote is in the document, or the text has no such part.
    """
    named = split_thing_iri(iri)
    if named is None:
        return None
    study, _, id = named

    def gather(index: Index) -> DocumentPage | None:
        return _page(store, index, iri, study, f"{study}/{id}", after, part, public=public)

    return ask(store, gather)


def _page(
    store: Store, index: Index, iri: str, study: str, key: str, after: str, part: int,
    *, public: bool,
) -> DocumentPage | None:  # fmt: skip
    if not index.has_study(study):
        return None
    said = said_of(store, iri, _PROPERTIES)
    access = first(said, "accessLevel").removeprefix(PIF).lower()
    hits = index.bitmap("document", key)
    spans, placed = _in_place(store, index, iri, [(n, s, e) for n, _, s, e in index.spans(hits)])
    start = _place(index, spans, key, after)
    shown = index.rows([n for n, *_ in spans[start : start + PAGE]])
    stated, derived = classes_of(store, iri)
    kinds = narrowest({*stated, *derived} - {f"<{PIF}Document>"})
    roles, _ = counts(index, "role", hits)
    speakers, _ = counts(index, "participant", hits, most=_SHOWN)
    constructs, more = counts(index, "construct", hits, most=_SHOWN)
    withheld = public and access != "public"
    text = None if withheld else _text(store, index, iri, spans, part)
    ids = _ids(index, spans, (start - PAGE - 1, start + PAGE - 1))
    return DocumentPage(
        key=key,
        name=study_names(store, index.revision, [study])[study],
        kinds=tuple(sorted(map(label_of, kinds))),
        date=first(said, "documentDate")[:10],
        whose=tuple(sorted({*texts(said, "accountOf"), *texts(said, "diaryOf")})),
        access=access,
        notes=texts(said, "note"),
        total=len(hits),
        utterances=index.utterances(hits),
        placed=placed,
        first=start + 1,
        cards=cards(store, index, shown, public=public),
        previous=None if not start else ids[0] if start > PAGE else "",
        next=ids[1] if start + PAGE < len(spans) else None,
        speakers=speakers,
        roles=roles,
        constructs=constructs,
        constructs_more=more,
        medium=first(said, "medium"),
        regions=regions_of(store, iri),
        text=text,
        withheld=withheld and text is None,
        revision=index.revision,
    )


def _in_place(store: Store, index: Index, iri: str, spans: list[Span]) -> tuple[list[Span], bool]:
    """Return quotes in the order of their places, and whether their places are known.

    Where there are no offsets, the places that the study names count: line 9 before line 10.
    """
    if all(s is not None for _, s, _ in spans) or len(spans) > _MOST_LOCATED:
        ordered = sorted(spans, key=lambda span: (span[1] is None, span[1] or 0, span[0]))
        return ordered, any(s is not None for _, s, _ in spans)
    places: dict[int, str] = {}
    numbers = {row.iri: row.n for row in index.rows([n for n, *_ in spans])}
    for row in store.query(_PLACES, {"_document_iri": terms.iri(iri)}).rows():
        n = numbers.get(terms.value_of(row["quote"]))
        if n is not None:
            said = terms.value_of(row["place"])
            places[n] = min(places.get(n, said), said)
    ordered = sorted(
        spans,
        key=lambda span: (
            span[1] is None, span[1] or 0, span[0] not in places,
            _natural(places.get(span[0], "")), span[0],
        ),
    )  # fmt: skip
    return ordered, bool(places) or any(s is not None for _, s, _ in spans)


def _natural(said: str) -> list[tuple[int, int | str]]:
    """Return a key that sorts numbers in texts as numbers."""
    pieces = _DIGITS.split(said)
    return [(0, int(p)) if p.isdecimal() and len(p) < 19 else (1, p) for p in pieces]


def _place(index: Index, spans: Sequence[Span], key: str, after: str) -> int:
    """Return how many quotes stand at or before one, given by id."""
    if not after:
        return 0
    study, _, document = key.partition("/")
    found = in_document(index, study, document, after)
    place = next((i for i, (n, *_) in enumerate(spans, 1) if n == found), 0)
    if not place:
        raise UsageError(
            f"There is no quote {after[:80]!r} in this document.", "Leave `after` out to begin."
        )
    return place


def _ids(index: Index, spans: Sequence[Span], places: Sequence[int]) -> list[str]:
    """Return the ids of the quotes at some places; empty where there is none."""
    known = [i for i in places if 0 <= i < len(spans)]
    rows = iter(index.rows([spans[i][0] for i in known]))
    return [next(rows).quote if 0 <= i < len(spans) else "" for i in places]


def _text(
    store: Store, index: Index, iri: str, spans: Sequence[Span], number: int
) -> TextPart | None:
    rows = store.query(_TEXT, {"_document_iri": terms.iri(iri)}).rows()
    text = min((terms.value_of(row["text"]) for row in rows), default="")
    if not text:
        if number != 1:
            raise UsageError("The text of this document is not held.", "Leave `part` out.")
        return None
    held = [(n, s, e) for n, s, e in spans if s is not None and e is not None and 0 <= s < e]
    bounds = _bounds(text)
    if not 1 <= number < len(bounds):
        raise UsageError(
            f"The text has no part {number}.", f"Give a number from 1 to {len(bounds) - 1}."
        )
    low, high = bounds[number - 1], bounds[number]
    here = [(n, s, min(e, len(text))) for n, s, e in held if s < high and e > low]
    names = {row.n: row.quote for row in index.rows([n for n, *_ in here])}
    pieces = tuple(_pieces(text, low, high, [(names[n], s, e) for n, s, e in here]))
    return TextPart(pieces, number, len(bounds) - 1, len(text), _covered(held, len(text)))


def _bounds(text: str) -> list[int]:
    """Return where the parts of a text begin and end: after a paragraph, or else after a word."""
    bounds = [0]
    while len(text) - bounds[-1] > PART * 3 // 2:
        start = bounds[-1] + PART
        ends = (text.find(mark, start, start + PART // 2) for mark in ("\n\n", "\n", " "))
        cut = next((end + 1 for end in ends if end >= 0), start)
        bounds.append(cut)
    return [*bounds, len(text)]


def _pieces(
    text: str, low: int, high: int, spans: Sequence[tuple[str, int, int]]
) -> Iterator[Piece]:
    cuts = sorted({low, high, *(min(max(at, low), high) for _, s, e in spans for at in (s, e))})
    for start, end in pairwise(cuts):
        quoted = any(s < end and e > start for _, s, e in spans)
        begins = tuple(id for id, s, _ in spans if s == start)
        yield Piece(text[start:end], quoted, begins)


def _covered(spans: Sequence[tuple[int, int, int]], length: int) -> int:
    """Return how many characters some spans hold, each counted once."""
    found = at = 0
    for _, start, end in sorted(spans, key=lambda span: span[1]):
        end = min(end, length)
        if end > at:
            found += end - max(start, at)
            at = end
    return found
