"""The works that claims rest on: who cites them, what for, and which citations may not fit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.evidence.answering import Count
from kg.index import ask
from kg.pages.gaps import Gaps, gaps
from kg.pages.study_names import StudyName, study_names
from kg.pages.works import CitedWork, Doubt, Wanted, wanted, works

if TYPE_CHECKING:
    from kg.index import Index
    from kg.pages.works import Works
    from kg.store.base import Store

PAGE = 40
_DOUBTS = 12
_STUDIES_NAMED = 5


@dataclass(frozen=True, slots=True)
class WorkLine:
    """A work as the list shows it, its constructs with their labels.

    ``so`` is how often it is cited as was asked for; all its citations where nothing was asked.
    """

    cited: CitedWork
    constructs: tuple[Count, ...]
    so: int


@dataclass(frozen=True, slots=True)
class Offered:
    """What the list can be narrowed to, each with its number of works."""

    intents: tuple[Count, ...]
    constructs: tuple[Count, ...]


@dataclass(frozen=True, slots=True)
class Literature:
    """A page of the list, and what concerns the whole of it.

    ``construct`` is the label of the construct asked for.
    """

    lines: list[WorkLine]
    total: int
    start: int
    wanted: Wanted
    construct: str
    offered: Offered
    doubts: tuple[Doubt, ...]
    doubts_more: int
    gaps: Gaps
    truncated: bool
    """Whether there are more citations than were read."""
    names: dict[str, StudyName]


def literature(
    store: Store, *, study: str = "", construct: str = "", intent: str = "", words: str = "",
    start: int = 0, size: int | None = PAGE,
) -> Literature:  # fmt: skip
    """Return works, those that most studies cite first; ``size`` of them, or all that follow.

    Raises:
        UnknownThing: There is no such study, construct or purpose.
    """

    def page(index: Index) -> Literature:
        whole = works(store, index)
        asked = wanted(index, whole, study=study, construct=construct, intent=intent, words=words)
        return _page(store, index, whole, asked, start, size)

    return ask(store, page)


def offered(whole: Works) -> Offered:
    """Return what a list of works can be narrowed to."""
    return Offered(
        tuple(Count(name, name, n) for name, n in whole.intents),
        tuple(Count(key, whole.labels[key], n) for key, n in whole.constructs),
    )


def _page(
    store: Store, index: Index, whole: Works, asked: Wanted, start: int, size: int | None
) -> Literature:
    found = whole.chosen(asked)
    shown = found[start:] if size is None else found[start : start + size]
    doubts = [d for d in whole.doubts if not asked.study or d.study == asked.study]
    named = {s for w in shown for s in w.studies[:_STUDIES_NAMED]}
    named |= {d.study for d in doubts[:_DOUBTS]}
    if asked.study:
        named.add(asked.study)
    narrowed = bool(asked.study or asked.intent or asked.construct)
    return Literature(
        [
            WorkLine(
                cited,
                tuple(Count(key, whole.labels[key], n) for key, n in cited.constructs),
                sum(1 for _ in whole.cited_so(cited, asked)) if narrowed else cited.times,
            )
            for cited in shown
        ],
        len(found),
        start,
        asked,
        index.label("construct", asked.construct) if asked.construct else "",
        offered(whole),
        tuple(doubts[:_DOUBTS]),
        max(0, len(doubts) - _DOUBTS),
        gaps(store, index),
        whole.truncated,
        study_names(store, index.revision, sorted(named)) if size is not None else {},
    )
