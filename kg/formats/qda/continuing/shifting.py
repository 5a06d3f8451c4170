"""Where a place in a text is after the text was edited."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter


class Shift:
    """Maps offsets of an old text to those of a new one, where what stands there stayed.

    Lines that both texts have just once anchor the comparison; between anchors equal lines are
    taken from both ends, and at last equal characters. So it takes time in proportion to the
    texts, whatever they hold.

    >>> shift = Shift("one\\ntwo words\\nthree", "zero\\none\\ntwo more words\\nthree")
    >>> shift.span(0, 3), shift.span(14, 19), shift.span(4, 13)
    ((5, 8), (24, 29), (9, 23))
    """

    def __init__(self, old: str, new: str) -> None:
        self._blocks: list[tuple[int, int, int]] = []
        if old == new:
            self._blocks = [(0, 0, len(old))] if old else []
        else:
            self._compare(old, new)
        self._starts = [block[0] for block in self._blocks]

    def _at(self, offset: int) -> int | None:
        """Return where the character at an offset is now."""
        n = bisect_right(self._starts, offset) - 1
        if n < 0:
            return None
        old, new, length = self._blocks[n]
        return new + offset - old if offset < old + length else None

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """Return where a span is now, if at least one of its ends stayed."""
        first, last = self._at(start), self._at(end - 1)
        if first is not None and last is not None:
            return (first, last + 1) if first <= last else None
        if first is not None:
            return first, first + end - start
        if last is not None:
            return max(0, last + 1 - (end - start)), last + 1
        return None

    def _compare(self, old: str, new: str) -> None:
        olds, news = old.splitlines(keepends=True), new.splitlines(keepends=True)
        old_at, new_at = _offsets(olds), _offsets(news)
        i = j = 0
        for a, b in [*_anchors(olds, news), (len(olds), len(news))]:
            while i < a and j < b and olds[i] == news[j]:
                self._keep(old_at[i], new_at[j], len(olds[i]))
                i, j = i + 1, j + 1
            tail: list[tuple[int, int, int]] = []
            p, q = a, b
            while p > i and q > j and olds[p - 1] == news[q - 1]:
                p, q = p - 1, q - 1
                tail.append((old_at[p], new_at[q], len(olds[p])))
            self._characters(old, new, old_at[i], old_at[p], new_at[j], new_at[q])
            for block in reversed(tail):
                self._keep(*block)
            i, j = a, b

    def _characters(self, old: str, new: str, i: int, p: int, j: int, q: int) -> None:
        """Keep what two differing stretches have alike at their beginning and their end."""
        head = _alike(old[i:p], new[j:q])
        self._keep(i, j, head)
        tail = _alike(old[i + head : p][::-1], new[j + head : q][::-1])
        self._keep(p - tail, q - tail, tail)

    def _keep(self, old: int, new: int, length: int) -> None:
        if not length:
            return
        if self._blocks:
            a, b, n = self._blocks[-1]
            if a + n == old and b + n == new:
                self._blocks[-1] = (a, b, n + length)
                return
        self._blocks.append((old, new, length))


def _offsets(lines: list[str]) -> list[int]:
    found = [0]
    for line in lines:
        found.append(found[-1] + len(line))
    return found


def _anchors(olds: list[str], news: list[str]) -> list[tuple[int, int]]:
    """Return pairs of lines that stand once in each, as many as stand in the same order."""
    often, often_new = Counter(olds), Counter(news)
    where = {line: n for n, line in enumerate(news) if often_new[line] == 1}
    pairs = [(n, where[line]) for n, line in enumerate(olds) if often[line] == 1 and line in where]
    # The longest run of pairs whose second numbers rise, by patience sorting.
    tops: list[int] = []
    at: list[int] = []
    before: list[int] = []
    for k, (_, b) in enumerate(pairs):
        pile = bisect_left(tops, b)
        before.append(at[pile - 1] if pile else -1)
        if pile == len(tops):
            tops.append(b)
            at.append(k)
        else:
            tops[pile], at[pile] = b, k
    found = []
    k = at[-1] if at else -1
    while k >= 0:
        found.append(pairs[k])
        k = before[k]
    return found[::-1]


def _alike(one: str, other: str) -> int:
    """Return how many characters two texts have alike at their beginning."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[:middle] == other[:middle]:
            low = middle
        else:
            high = middle - 1
    return low
