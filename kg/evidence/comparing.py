"""Matrix, co-occurrence and framework of a store: what the commands, the pages and Python ask.

Each takes the conditions of a search for quotes by name (:func:`question
<kg.evidence.question.question>`: supports, any, not_, bears_on, text, where, study, role …) and
counts the quotes that meet them. ``mappings`` names the sets of mappings to ask with, where not
all are meant.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, TypeVar

from kg.evidence import cooccurrence as meeting
from kg.evidence import framework as gathering
from kg.evidence import matrix as crossing
from kg.evidence.question import Given, matches, question
from kg.index import ask

if TYPE_CHECKING:
    from pyroaring import BitMap

    from kg.evidence.cooccurrence import Cooccurrence
    from kg.evidence.framework import Framework
    from kg.evidence.matrix import Matrix
    from kg.index import Index, Mode
    from kg.index.opening import Step
    from kg.store.base import Store

T = TypeVar("T")


def matrix(
    store: Store,
    rows: str,
    cols: str,
    *,
    mode: Mode = "scheme",
    empty: bool = False,
    conditions: Mapping[str, Given] | None = None,
    mappings: Collection[str] | None = None,
    step: Step | None = None,
) -> Matrix:
    """Count the quotes of every pair of values of two facets; ``empty`` keeps values without any.

    Raises:
        UsageError: A facet, mode or condition is unknown.
        LimitReached: There would be more than a million cells.
    """
    return _asked(
        store,
        mappings,
        lambda index: crossing.matrix(
            index, rows, cols, mode=mode, empty=empty, within=_within(index, mode, conditions)
        ),
        step=step,
    )


def cooccurrence(
    store: Store,
    kind: str = "construct",
    *,
    mode: Mode = "scheme",
    empty: bool = False,
    conditions: Mapping[str, Given] | None = None,
    mappings: Collection[str] | None = None,
    step: Step | None = None,
) -> Cooccurrence:
    """Count, for every two constructs (or codes), the quotes that carry both.

    Raises:
        UsageError: The kind, mode or a condition is unknown.
        LimitReached: There would be more than a million cells.
    """
    return _asked(
        store,
        mappings,
        lambda index: meeting.cooccurrence(
            index, kind, mode=mode, empty=empty, within=_within(index, mode, conditions)
        ),
        step=step,
    )


def framework(
    store: Store,
    rows: str = "participant",
    cols: str = "construct",
    *,
    mode: Mode = "scheme",
    empty: bool = False,
    conditions: Mapping[str, Given] | None = None,
    mappings: Collection[str] | None = None,
    step: Step | None = None,
) -> Framework:
    """Gather the quotes of every pair of values of two facets.

    Raises:
        UsageError: A facet, mode or condition is unknown.
        LimitReached: More than ten thousand quotes would stand in it.
    """
    return _asked(
        store,
        mappings,
        lambda index: gathering.framework(
            index, rows, cols, mode=mode, empty=empty, within=_within(index, mode, conditions)
        ),
        step=step,
    )


def _asked(
    store: Store,
    mappings: Collection[str] | None,
    question: Callable[[Index], T],
    *,
    step: Step | None,
) -> T:
    """Ask with some sets of mappings, or with all."""
    return ask(store, lambda index: question(index.choosing(mappings)), step=step)


def _within(index: Index, mode: Mode, conditions: Mapping[str, Given] | None) -> BitMap | None:
    given = dict(conditions or {})
    # The mode is checked even where nothing narrows.
    asked = question(index, mode=mode, **given)  # type: ignore[arg-type]
    return matches(index, asked.where) if any(given.values()) else None
