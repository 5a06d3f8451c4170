"""What follows from a study: facts by class and by property, to be read as a set of triples."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet

from kg.closure.engine import Links
from kg.terms import A, Triple


class Follows(AbstractSet[Triple]):
    """A set of triples that are made one by one as they are read.

    Two of three facts are the same pairs under other names, and a million triples take more
    memory than the study itself. ``members`` are things by class, ``pairs`` those of each
    property, with whether they are to be read turned round.
    """

    def __init__(
        self,
        members: dict[str, AbstractSet[str]],
        pairs: dict[str, tuple[Links, bool]],
    ) -> None:
        self._members = members
        self._pairs = pairs

    def __iter__(self) -> Iterator[Triple]:
        for name, things in self._members.items():
            for thing in things:
                yield thing, A, name
        for name, (held, turned) in self._pairs.items():
            if turned:
                for b, a in held:
                    yield a, name, b
            else:
                for a, b in held:
                    yield a, name, b

    def __len__(self) -> int:
        things, pairs = self._members.values(), self._pairs.values()
        return sum(map(len, things)) + sum(len(held) for held, _ in pairs)

    def __contains__(self, triple: object) -> bool:
        if not isinstance(triple, tuple) or len(triple) != 3:
            return False
        s, p, o = triple
        if p == A:
            return s in self._members.get(o, ())
        held, turned = self._pairs.get(p, ({}, False))
        return ((o, s) if turned else (s, o)) in held

    @classmethod
    def _from_iterable(cls, triples: Iterable[Triple]) -> set[Triple]:  # type: ignore[override]
        """Make what ``|`` and ``-`` return."""
        return set(triples)
