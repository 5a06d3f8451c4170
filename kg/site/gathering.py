"""What the documents of one part of a study hold, found in one pass over its statements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from heapq import nsmallest
from zlib import crc32

from kg.describing.document import SIZE
from kg.describing.labels import PROPERTIES
from kg.namespaces import BASE
from kg.site.reading import Statement

_LABELS = frozenset(PROPERTIES)
_PRUNE = 4 * SIZE
_OF_A_STUDY = f"<{BASE}study/"


class Pointing:
    """What points to a thing by one property: how many, and the first of them."""

    __slots__ = ("_members", "_others", "_own")

    def __init__(self) -> None:
        self._own = 0
        self._members: list[str] = []
        self._others: set[str] = set()

    @property
    def count(self) -> int:
        """How many there are."""
        return self._own + len(self._others)

    def add(self, subject: str) -> None:
        """Add one; of a study's own things each is added once."""
        if not subject.startswith(_OF_A_STUDY):  # several studies may say the same of it
            self._others.add(subject)
            return
        self._own += 1
        self._members.append(subject)
        if len(self._members) > _PRUNE:
            self._members = first(self._members)

    def extend(self, other: Pointing) -> None:
        """Add those of another study."""
        self._own += other._own
        self._members = first([*self._members, *other._members])
        self._others |= other._others

    def lighten(self) -> None:
        """Keep no more than is told of."""
        self._members = first(self._members)

    def first(self) -> list[str]:
        """Return the first of them, in the order of their addresses."""
        return first([*self._members, *self._others])


def first(members: list[str]) -> list[str]:
    """Return the members of a long list that a document names."""
    # Without its brackets: the closing one would sort Q1 behind Q10.
    return nsmallest(SIZE, members, key=lambda term: term[1:-1])


Into = dict[str, dict[str, Pointing]]
"""By thing and property, what points there."""


@dataclass(slots=True)
class Gathered:
    """What is said of the things that are told of in some files, and in which files.

    ``out`` has, by thing (a term), its statements in the order of the store; ``told`` the things
    told of beside each page, its own first.
    """

    out: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    onto: Into = field(default_factory=dict)
    """What shared things lead to in studies, by property: a construct to all quotes behind it."""
    into: Into = field(default_factory=dict)
    told: dict[str, list[str]] = field(default_factory=dict)
    labels: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)

    def say(self, owner: str, s: str, p: str, o: str) -> None:
        """Keep a statement of a thing told of beside the page of ``owner``."""
        said = self.out.get(s)
        if said is None:
            said = self.out[s] = []
            self.told.setdefault(owner, []).append(s)
        if o.startswith(_OF_A_STUDY) and not s.startswith(_OF_A_STUDY):
            _add(self.onto, s, p, o)
        else:
            said.append((p, o))

    def point(self, s: str, p: str, o: str) -> None:
        """Keep a statement about a thing by another."""
        _add(self.into, o, p, s)

    def merge(self, other: Gathered) -> None:
        """Add what was gathered elsewhere of the same things."""
        for owner, things in other.told.items():
            known = self.told.setdefault(owner, [])
            held = set(known)
            known += [thing for thing in things if thing not in held]
        for thing, said in other.out.items():
            self.out.setdefault(thing, []).extend(said)
        for mine, its in ((self.onto, other.onto), (self.into, other.into)):
            for thing, by in its.items():
                known_by = mine.setdefault(thing, {})
                for p, pointing in by.items():
                    if p in known_by:
                        known_by[p].extend(pointing)
                    else:
                        known_by[p] = pointing
        for thing, labels in other.labels.items():
            held_labels = self.labels.get(thing, ())
            if labels != held_labels:
                self.labels[thing] = tuple(sorted({*held_labels, *labels}, key=_order))


def _add(lists: Into, thing: str, p: str, other: str) -> None:
    by = lists.setdefault(thing, {})
    pointing = by.get(p)
    if pointing is None:
        pointing = by[p] = Pointing()
    pointing.add(other)


def gather(
    found: Iterable[Statement],
    owners: Mapping[str, str],
    *,
    shared: frozenset[str],
    part: int,
    of: int,
) -> tuple[Gathered, Gathered]:
    """Return what is told of in one part of a study's own files, and what in files of all studies.

    ``owners`` names the thing (a term) beside whose page each is told of; ``shared`` are those
    that no study owns. The second is whole, and empty but in the first part.
    """
    own, common = Gathered(), Gathered()
    labels: dict[str, list[tuple[str, str]]] = {}
    before: tuple[str, str, str] = ("", "", "")
    parts: dict[str, bool] = {}

    def is_here(owner: str) -> bool:
        known = parts.get(owner)
        if known is None:
            known = parts[owner] = crc32(owner.encode()) % of == part
        return known

    for s, p, o, _ in found:
        if before == (s, p, o):
            continue
        before = (s, p, o)
        if p in _LABELS and o[0] == '"':
            labels.setdefault(s, []).append((p, o))
        home = owners.get(s)
        if home is not None:
            if home in shared:
                if part == 0:
                    common.say(home, s, p, o)
            elif is_here(home):
                own.say(home, s, p, o)
        if o[0] != "<":
            continue
        there = owners.get(o)
        if there is None:
            continue
        if there in shared:
            if part == 0:
                common.point(s, p, o)
        elif is_here(there):
            own.point(s, p, o)
    for thing, said in labels.items():
        own.labels[thing] = tuple(sorted(set(said), key=_order))
    common.labels = own.labels if part == 0 else {}
    return own, common


_PLACES = {property: place for place, property in enumerate(PROPERTIES)}


def _order(label: tuple[str, str]) -> tuple[int, str]:
    return _PLACES[label[0]], label[1]
