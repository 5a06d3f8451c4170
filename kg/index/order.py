"""The order of answers: by study, document and quote, whatever numbers the quotes have."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from pyroaring import BitMap


class Block(NamedTuple):
    """A study and the numbers of its quotes, ``end`` exclusive."""

    study: str
    first: int
    end: int


class Order:
    """The blocks of all studies, sorted by study. ``after`` is a study with a number in it."""

    def __init__(self, blocks: list[Block]) -> None:
        self.blocks = blocks
        self._by_first = sorted(blocks, key=lambda block: (block.first, block.end))
        self._firsts = [block.first for block in self._by_first]
        self._runs = _runs(blocks)

    def study_of(self, n: int) -> str:
        """Return the study that a quote belongs to."""
        return self._by_first[bisect_right(self._firsts, n) - 1].study

    def hit(self, hits: BitMap) -> Iterator[tuple[str, int]]:
        """Yield the studies with hits and how many, sorted by id."""
        before = end = 0
        for block in self.blocks if hits else ():
            if block.first != end:
                before = hits.rank(block.first - 1) if block.first else 0
            end = block.end
            until = hits.rank(end - 1) if end else 0
            if until > before:
                yield block.study, until - before
            before = until

    def first(self, hits: BitMap, limit: int | None, after: tuple[str, int] | None) -> list[int]:
        """Return the first hits, all when there is no limit, that do not stand before a place.

        ``after`` is the study and the number to begin with; of later studies all is taken.
        """
        found: list[int] = []
        for studies, first, end in self._runs:
            if after is not None and after[0] > studies[-1].study:
                continue
            low = first if after is None else _start(studies, after)
            if not hits.range_cardinality(low, end):
                continue
            here = hits if len(self._runs) == 1 and low == first else hits & BitMap(range(low, end))
            found += here if limit is None else here[: limit - len(found)]
            if limit is not None and len(found) >= limit:
                break
        return found


Run = tuple[list[Block], int, int]


def _runs(blocks: list[Block]) -> list[Run]:
    """Return stretches of studies that follow each other by id and by number alike."""
    numbered = sorted(range(len(blocks)), key=lambda i: (blocks[i].first, blocks[i].end, i))
    place = {i: rank for rank, i in enumerate(numbered)}
    runs: list[Run] = []
    for i, block in enumerate(blocks):
        if runs and place[i] == place[i - 1] + 1:
            studies, first, _ = runs[-1]
            studies.append(block)
            runs[-1] = (studies, first, block.end)
        else:
            runs.append(([block], block.first, block.end))
    return runs


def _start(studies: list[Block], after: tuple[str, int]) -> int:
    """Return the first number of a run that follows a place."""
    study, number = after
    for block in studies:
        if block.study == study:
            return max(number, block.first)
        if block.study > study:
            return block.first
    return studies[-1].end
