"""Matrices as pages show them: no larger than somebody reads, and narrowed like any question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from kg.errors import BadParameter, LimitReached
from kg.evidence import cooccurrence as meeting
from kg.evidence import matrix as crossing
from kg.evidence.axes import FACETS, axis, checked
from kg.evidence.cooccurrence import KINDS, Cooccurrence, Pair
from kg.evidence.matrix import Matrix
from kg.evidence.question import matches
from kg.index import ask
from kg.index.scheme import below
from kg.pages import asked as asking

if TYPE_CHECKING:
    from pyroaring import BitMap

    from kg.evidence.axes import Facet
    from kg.index import Index
    from kg.pages.asked import Asked
    from kg.store.base import Store

MOST_CELLS = 30_000
"""How many cells are counted for a page; files have no such limit."""
MOST_MEETING = 40
"""How many constructs or codes are laid out against each other on a page."""
_PAIRS = 15


@dataclass(frozen=True, slots=True)
class Way:
    """A construct that has other quotes by the shared scheme than as filed: how many of each."""

    key: str
    label: str
    scheme: int
    filed: int


@dataclass(frozen=True, slots=True)
class MatrixPage:
    """A matrix, and the question whose quotes it counts.

    ``ways`` are the constructs that both ways of counting tell apart, the farthest apart first.
    """

    asked: Asked
    matrix: Matrix
    ways: tuple[Way, ...] = ()


@dataclass(frozen=True, slots=True)
class MeetingPage:
    """What meets in quotes. ``shown`` are the places of the values laid out, ``left`` the rest."""

    asked: Asked
    found: Cooccurrence | None
    shown: tuple[int, ...]
    left: int
    pairs: tuple[Pair, ...]
    studies: int


def matrix_page(
    store: Store,
    rows: str,
    cols: str,
    given: Mapping[str, Sequence[str]],
    *,
    mode: str = "scheme",
    empty: bool = False,
    whole: bool = False,
) -> MatrixPage:
    """Count the quotes of a question by two facets; ``whole`` also where nobody could read it.

    Raises:
        BadParameter: Quotes are not counted by that facet.
        LimitReached: There are more cells than a page shows.
    """

    def count(index: Index) -> MatrixPage:
        asked = asking.read(index, given, mode)
        index = asked.on(index)
        within = _within(index, asked)
        down, across = checked(rows), checked(cols)
        if not whole:
            _refuse_long(index, down, across, asked, within, empty=empty)
        found = crossing.matrix(index, down, across, mode=asked.mode, within=within, empty=empty)
        by_construct = not whole and "construct" in (down, across)
        return MatrixPage(asked, found, _ways(index, within) if by_construct else ())

    return ask(store, count)


def meeting_page(
    store: Store,
    kind: str,
    given: Mapping[str, Sequence[str]],
    *,
    mode: str = "scheme",
    whole: bool = False,
) -> MeetingPage:
    """Count which constructs or codes meet in the quotes of a question.

    Codes of different studies never meet: for codes of more than one study ``found`` is None, and
    one has to be chosen.

    Raises:
        BadParameter: The kind is neither construct nor code.
        LimitReached: There would be more than a million cells.
    """
    if kind not in KINDS:
        raise BadParameter(f"{kind[:80]!r} cannot meet in a quote.", f"Use {' or '.join(KINDS)}.")

    def count(index: Index) -> MeetingPage:
        asked = asking.read(index, given, mode)
        index = asked.on(index)
        within = _within(index, asked)
        hits = index.all if within is None else within
        studies = sum(1 for _ in index.studies_hit(hits))
        if kind == "code" and studies > 1 and not whole:
            return MeetingPage(asked, None, (), 0, (), studies)
        found = meeting.cooccurrence(index, kind, mode=asked.mode, within=within)
        most = sorted(range(len(found.values)), key=lambda i: -found.values[i].quotes)
        shown = tuple(sorted(most[:MOST_MEETING]))
        pairs = tuple(islice(filter(_telling, found.pairs()), _PAIRS))
        return MeetingPage(asked, found, shown, len(found.values) - len(shown), pairs, studies)

    return ask(store, count)


def _telling(pair: Pair) -> bool:
    """Say whether a pair tells anything: a construct always meets those it is a kind of."""
    first, second = pair.first.key, pair.second.key
    return first not in below(second) and second not in below(first)


def _ways(index: Index, within: BitMap | None) -> tuple[Way, ...]:
    """Return the constructs that both ways of counting tell apart."""
    labels = index.constructs()
    scheme, filed = index.shared("construct"), index.shared("construct", "filed")

    def count(held: Mapping[str, BitMap], key: str) -> int:
        if key not in held:
            return 0
        return len(held[key]) if within is None else held[key].intersection_cardinality(within)

    counted = [
        Way(key, labels[key], count(scheme, key), count(filed, key))
        for key in {*scheme, *filed}
        if key in labels
    ]
    apart = [way for way in counted if way.scheme != way.filed]
    return tuple(sorted(apart, key=lambda w: (-abs(w.scheme - w.filed), w.label.casefold())))


def facets() -> tuple[str, ...]:
    """Return what quotes are counted by."""
    return FACETS


def _within(index: Index, asked: Asked) -> BitMap | None:
    return matches(index, asked.question(index).where) if asked.chosen else None


def _refuse_long(
    index: Index, rows: Facet, cols: Facet, asked: Asked, within: BitMap | None, *, empty: bool
) -> None:
    def length(facet: Facet) -> int:
        if facet == "study":  # there may be thousands, and no line is needed to count them
            hits = index.all if within is None else within
            return len(index.blocks) if empty else sum(1 for _ in index.studies_hit(hits))
        return len(axis(index, facet, asked.mode, within, empty=empty))

    down = length(rows)
    across = down if rows == cols else length(cols)
    if down * across > MOST_CELLS:
        raise LimitReached(
            f"That is {down:,} rows by {across:,} columns; a page shows {MOST_CELLS:,} cells.",
            "Narrow it to one study or to fewer quotes, or take the whole as CSV.",
        )
