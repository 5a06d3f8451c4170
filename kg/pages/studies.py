"""The list of studies, a page at a time: the newest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from kg import terms
from kg.evidence.answering import Count, counts
from kg.index import ask
from kg.namespaces import PIF
from kg.pages.bearing import records_in
from kg.pages.study_names import StudyName, study_names

if TYPE_CHECKING:
    from kg.index import Index
    from kg.store.base import Store

PAGE = 25

_YEARS = f"""\
SELECT ?study (MAX(?published) AS ?year) WHERE {{
  ?report <{PIF}reports> ?home ; <{PIF}publicationYear> ?published .
  ?home <{PIF}identifier> ?study .
}} GROUP BY ?study"""
_kept: WeakKeyDictionary[Index, tuple[str, ...]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class StudyLine:
    """A study in the list, with its quotes by role and source."""

    name: StudyName
    quotes: int
    people: int
    roles: tuple[Count, ...]
    sources: tuple[Count, ...]


@dataclass(frozen=True, slots=True)
class Studies:
    """A page of the list; ``start`` is the number of its first study, from 0."""

    lines: list[StudyLine]
    total: int
    start: int
    quotes: int


def newest_first(store: Store, index: Index) -> tuple[str, ...]:
    """Return the ids of all studies by year, those without one last; full studies, then records."""
    if index not in _kept:
        years = {
            terms.value_of(row["study"]): terms.value_of(row["year"])
            for row in store.query(_YEARS).rows()
            if "study" in row and "year" in row
        }
        ids = sorted(block.study for block in index.blocks)
        records = records_in(store, index.revision)
        _kept[index] = tuple(
            sorted(ids, key=lambda id: (id not in records, years.get(id, "")), reverse=True)
        )
    return _kept[index]


def studies(store: Store, start: int = 0, size: int = PAGE) -> Studies:
    """Return a page of the list of studies."""
    return ask(store, lambda index: _studies(store, index, start, size))


def _studies(store: Store, index: Index, start: int, size: int) -> Studies:
    ids = newest_first(store, index)
    shown = ids[start : start + size]
    names = study_names(store, index.revision, shown)
    lines = []
    for id in shown:
        quotes = index.bitmap("study", id)
        lines.append(
            StudyLine(
                names[id],
                len(quotes),
                sum(1 for _ in index.own("participant", [id])),
                tuple(counts(index, "role", quotes)[0]),
                tuple(counts(index, "source", quotes)[0]),
            )
        )
    return Studies(lines, len(ids), start, len(index.all))
