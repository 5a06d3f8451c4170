"""What the pages of mappings show: the sets, one set row by row, and what contradicts what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.index import ask
from kg.index.kinds import concept_key
from kg.mapping import asking
from kg.mapping.keeping import check, find_set
from kg.store import keeping

if TYPE_CHECKING:
    from kg.findings import Finding
    from kg.index import Index
    from kg.mapping.model import MappingSet, Match
    from kg.store.base import Store

PAGE = 50
"""How many mappings of a set stand on a page."""
MOST_FINDINGS = 50
"""How many findings a page lists; the rest are counted."""

WORDS = {
    "exactMatch": "means exactly",
    "broadMatch": "is a kind of",
    "closeMatch": "is close to",
    "narrowMatch": "is wider than",
    "relatedMatch": "has to do with",
}
"""What a match says, between a code and a construct."""
GROUNDS = {
    "semapv:ManualMappingCuration": "made by hand",
    "semapv:MappingReview": "made in a review",
    "semapv:LexicalMatching": "made by comparing words",
    "semapv:SemanticSimilarityThresholdMatching": "made by likeness of meaning",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One mapping as a page shows it: labels, the relation in words, who and why."""

    match: Match
    code: str
    code_label: str
    code_quotes: int
    says: str
    object: str
    object_label: str
    carries: bool
    ground: str


@dataclass(frozen=True, slots=True)
class SetPage:
    """One set; ``lines`` are those of one page, from number ``start``."""

    mapped: MappingSet
    lines: tuple[Line, ...]
    start: int
    findings: tuple[Finding, ...]
    more_findings: int


def mapping_sets(store: Store) -> list[MappingSet]:
    """Return the sets that are no study's own, sorted by name."""

    def read() -> list[MappingSet]:
        return [asking.set_in(store, name) for name in asking.names(store)]

    return keeping.one(store, store.revision(), "sets of mappings", read)


def set_page(store: Store, name: str, start: int = 0) -> SetPage:
    """Return what the page of a set shows.

    Raises:
        UnknownThing: There is no such set.
    """
    find_set(store, name)
    mapped = next(each for each in mapping_sets(store) if each.name == name)

    def read(names: list[str]) -> dict[str, list[Finding]]:
        return {each: check(store, mapped) for each in names}

    nothing: list[Finding] = []
    found = keeping.many(store, store.revision(), "findings of a set", [name], read, nothing)[name]
    shown = mapped.matches[start : start + PAGE]
    lines = ask(store, lambda index: [_line(index, match) for match in shown])
    return SetPage(
        mapped, tuple(lines), start, tuple(found[:MOST_FINDINGS]),
        max(0, len(found) - MOST_FINDINGS),
    )  # fmt: skip


def _line(index: Index, match: Match) -> Line:
    code, object = concept_key(match.subject), concept_key(match.object)
    return Line(
        match,
        code,
        _label(index, code),
        len(index.bitmap("code", code)),
        WORDS[match.predicate],
        object,
        _label(index, object),
        match.predicate in ("exactMatch", "broadMatch"),
        GROUNDS.get(match.justification, match.justification),
    )


def _label(index: Index, key: str) -> str:
    return index.label("construct", key)


def studies_of(sets: Sequence[MappingSet]) -> list[str]:
    """Return the studies whose codes any of the sets maps, sorted."""
    return sorted({study for each in sets for study in each.studies})
