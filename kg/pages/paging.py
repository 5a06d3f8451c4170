"""Where in a long answer a page stands, and where the page before it begins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.evidence.answering import after_row, place_of

if TYPE_CHECKING:
    from pyroaring import BitMap

    from kg.index import Index


@dataclass(frozen=True, slots=True)
class Position:
    """The number of a page's first quote, from 1, and the place after which the one before begins.

    ``previous`` is None where that page is the first of all; ``first`` 1 where this one is.
    """

    first: int = 1
    previous: str | None = None


def position(index: Index, hits: BitMap, after: str | None, size: int) -> Position:
    """Return the position of the page that begins after a place, in order of study and document.

    Costs as much as there are studies, however many quotes come before.

    Raises:
        UsageError: ``after`` is no place.
    """
    if after is None:
        return Position()
    place = place_of(after)
    rank = index.rank(place.study, place.document, place.quote)
    before = 0
    for study, held in _by_study(index, hits):
        if study < place.study:
            before += len(held)
        elif study == place.study:
            # How many of the study's quotes have a lower number than the one after the place.
            before += held.rank(rank - 1) if rank else 0
    start = before - size
    if start <= 0:
        return Position(before + 1)
    for _, held in _by_study(index, hits):
        if start <= len(held):
            [row] = index.rows([held[start - 1]])
            return Position(before + 1, after_row(row))
        start -= len(held)
    return Position(before + 1)


def _by_study(index: Index, hits: BitMap) -> Iterator[tuple[str, BitMap]]:
    for study, _ in index.studies_hit(hits):
        yield study, hits & index.bitmap("study", study)
