"""A synthesis as a page shows it: some studies at a time, with their names and what stands out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.evidence.question import matches
from kg.evidence.synthesis import Synthesis, synthesis_from
from kg.index import ask
from kg.index.naming import resolve
from kg.pages import asked as asking
from kg.pages.choices import Choices, choices
from kg.pages.study_names import StudyName, study_names

if TYPE_CHECKING:
    from kg.evidence.synthesis import Row
    from kg.evidence.synthesis_naming import Named
    from kg.index import Index
    from kg.pages.asked import Asked
    from kg.store.base import Store

MOST_NAMED = 100
"""How many codes of records a page shows."""


@dataclass(frozen=True, slots=True)
class NamedThere:
    """A construct with the records whose codes are matched to it itself."""

    row: Row
    codes: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class SynthesisPage:
    """What a page shows. ``named`` are the first constructs that records speak of, ``left`` how
    many codes more there are; ``names`` are those of all studies on the page."""

    asked: Asked
    found: Synthesis
    branch: str
    names: Mapping[str, StudyName]
    named: tuple[NamedThere, ...]
    left: int
    choices: Choices


def synthesis_page(
    store: Store,
    given: Mapping[str, Sequence[str]],
    *,
    branch: str = "",
    mode: str = "scheme",
    empty: bool = True,
    start: int = 0,
    size: int | None = None,
) -> SynthesisPage:
    """Lay constructs out across the studies of a question, ``size`` from number ``start``.

    Raises:
        UsageError: A name, mode or condition is unknown.
        LimitReached: There would be more than a million cells.
    """

    def made(whole: Index) -> SynthesisPage:
        asked = asking.read(whole, given, mode)
        index = asked.on(whole)
        narrowed = any(choice.option != "mappings" for choice in asked.chosen)
        key = resolve(index, "construct", branch) if branch else ""
        found = synthesis_from(
            store,
            index,
            branch=key,
            mode=asked.mode,
            empty=empty,
            within=matches(index, asked.question(index).where) if narrowed else None,
            studies=[choice.key for choice in asked.of("study")] or None,
            start=start,
            size=size,
        )
        named, left = _named(found)
        label = index.label("construct", key) if key else ""
        speaking = {each.study for there in named for each in there.codes}
        of_claims = {claim.study for pair in found.opposed for claim in (pair.first, pair.second)}
        of_claims |= {each.claim.study for each in found.unborne}
        ids = {*found.studies, *speaking, *of_claims}
        names = study_names(store, index.revision, sorted(ids))
        return SynthesisPage(asked, found, label, names, named, left, choices(store, whole))

    return ask(store, made)


def _named(found: Synthesis) -> tuple[tuple[NamedThere, ...], int]:
    """Return what records say of each construct itself: what it is a kind of says no more."""
    shown, total = [], 0
    for row, by_record in zip(found.rows, found.named, strict=True):
        codes = [each for some in by_record for each in some if each.construct == row.key]
        room = max(0, MOST_NAMED - total)
        total += len(codes)
        if codes[:room]:
            shown.append(NamedThere(row, tuple(codes[:room])))
    return tuple(shown), max(0, total - MOST_NAMED)
