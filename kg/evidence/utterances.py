"""Counting distinct utterances in many sets of quotes at once.

Quotes that overlap or repeat each other are one utterance; most such are two quotes. A set holds
one utterance less than quotes for each two that are both in it, and the twos that are in each of
two sets are those that are in both. So the twos of each value of a facet are found once, and a
cell of a matrix costs one more intersection, however many quotes are tied to others.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from pyroaring import BitMap

if TYPE_CHECKING:
    from kg.index import Index


class Ties:
    """Which quotes of an index are one utterance."""

    def __init__(self, index: Index) -> None:
        members: dict[int, list[int]] = defaultdict(list)
        for n in index.linked():
            members[index.utterance(n)].append(n)
        self._second = {m[0]: m[1] for m in members.values() if len(m) == 2}
        self._firsts = BitMap(self._second)
        self._root = {n: root for root, m in members.items() if len(m) > 2 for n in m}
        self._many = BitMap(self._root)
        self._kept: dict[tuple[str, str, str], BitMap] = {}

    def twos(self, held: BitMap, name: tuple[str, str, str] | None = None) -> BitMap:
        """Return the first quotes of the utterances whose two quotes are both in a set.

        With a ``name`` the answer is kept for the next time: facet, mode and key of a set that
        never changes.
        """
        if name is not None and name in self._kept:
            return self._kept[name]
        second = self._second
        found = BitMap([n for n in held & self._firsts if second[n] in held])
        if name is not None:
            self._kept[name] = found
        return found

    def more(self, held: BitMap) -> BitMap:
        """Return those of a set that belong to utterances of three quotes or more."""
        return held & self._many

    def less(self, many: BitMap) -> int:
        """Return how many fewer utterances than quotes there are among what :meth:`more` gave."""
        return len(many) - len({self._root[n] for n in many}) if many else 0


_TIES: WeakKeyDictionary[Index, Ties] = WeakKeyDictionary()


def ties_of(index: Index) -> Ties:
    """Return the ties of an index, found once for as long as it lives."""
    found = _TIES.get(index)
    if found is None:
        found = _TIES[index] = Ties(index)
    return found
