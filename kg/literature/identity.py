"""Which works are one work, and why: worked out from how they are described and what was decided.

Each work keeps its address. One of them stands for all: a DOI before other addresses, then the
first by letter.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from kg.literature.decisions import Decision
from kg.literature.keys import Record, same_people, telling

_DOI_ORG = "https://doi.org/"
DOI, PMID, TITLE = "the same DOI", "the same PMID", "the same title, year and first author"
_MOST_ALIKE = 200
"""Of more works with one title no pairs are looked at: it tells nothing."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why two works are one. ``decision`` is there when somebody decided it."""

    work: str
    other: str
    why: str
    decision: Decision | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """Works that are one: each that does not stand for itself, with the one that stands for it."""

    ones: Mapping[str, str]
    reasons: tuple[Reason, ...]
    refused: tuple[Reason, ...] = ()
    """What would have made two works one, had nobody decided otherwise, or they no other DOI."""

    def one(self, work: str) -> str:
        """Return the address that stands for a work."""
        return self.ones.get(work, work)


def identify(records: Iterable[Record], decisions: Iterable[Decision] = ()) -> Identity:
    """Return which works are one.

    What was decided comes first, then identifiers, then title with year and author. What would
    join two works that were decided to differ, or (by title) two with different DOIs, is refused,
    also over several steps.
    """
    known = sorted({*records}, key=lambda r: (r.work, r.name, r.year, r.doi, r.pmid, r.first))
    groups = _Groups(known, decisions)
    for decision in sorted(decisions, key=lambda d: d.pair):
        if decision.same:
            groups.join(Reason(*decision.pair, "decided", decision))
    for why, pairs in ((DOI, _by(known, "doi")), (PMID, _by(known, "pmid"))):
        for a, b in pairs:
            groups.join(Reason(a, b, why))
    for a, b in _by_title(known):
        groups.join(Reason(a, b, TITLE), dois=True)
    return groups.identity()


class _Groups:
    def __init__(self, known: Iterable[Record], decisions: Iterable[Decision]) -> None:
        self._up: dict[str, str] = {}
        self._dois: dict[str, set[str]] = defaultdict(set)
        self._not: dict[str, set[str]] = defaultdict(set)
        self._members: dict[str, set[str]] = {}
        self._reasons: list[Reason] = []
        self._refused: list[Reason] = []
        for record in known:
            if record.doi:
                self._dois[record.work].add(record.doi)
        for decision in decisions:
            if not decision.same:
                self._not[decision.work].add(decision.other)
                self._not[decision.other].add(decision.work)

    def _find(self, work: str) -> str:
        while (up := self._up.setdefault(work, work)) != work:
            self._up[work] = self._up[up]
            work = up
        return work

    def join(self, reason: Reason, *, dois: bool = False) -> None:
        """Make two works one, unless something speaks against it."""
        a, b = self._find(reason.work), self._find(reason.other)
        if a == b:
            return
        ours, theirs = (self._members.get(work, {work}) for work in (a, b))
        against = not self._not.keys().isdisjoint(ours) and any(
            not self._not[work].isdisjoint(theirs) for work in ours if work in self._not
        )
        # Two DOIs are two works, as far as nobody says otherwise: a preprint and what came of it.
        mine, other = self._dois.get(a, set()), self._dois.get(b, set())
        if (against and reason.decision is None) or (dois and mine and other and mine != other):
            self._refused.append(reason)
            return
        low, high = sorted((a, b), key=_stands)
        self._up[high] = low
        self._members[low] = ours | theirs
        self._dois[low] = mine | other
        self._reasons.append(reason)

    def identity(self) -> Identity:
        """Return what came of it."""
        ones = {work: one for work in self._up if (one := self._find(work)) != work}
        return Identity(
            dict(sorted(ones.items())), tuple(self._reasons), tuple(self._refused)
        )  # fmt: skip


def _stands(work: str) -> tuple[bool, str]:
    return not work.startswith(_DOI_ORG), work


def _by(known: Iterable[Record], name: str) -> Iterator[tuple[str, str]]:
    first: dict[str, str] = {}
    for record in known:
        value = getattr(record, name)
        if value and first.setdefault(value, record.work) != record.work:
            yield first[value], record.work


def _by_title(known: Iterable[Record]) -> Iterator[tuple[str, str]]:
    alike: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for record in known:
        if telling(record):
            alike[record.name, record.year].append(record)
    for those in alike.values():
        if len({record.work for record in those}) > 1 and len(those) <= _MOST_ALIKE:
            for a, b in combinations(those, 2):
                if a.work != b.work and same_people(a, b):
                    yield a.work, b.work
