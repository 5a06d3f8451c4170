"""Compare the words of quotes: the same, one within the other, or much the same."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["exact", "contained", "near"]

SHORTEST_EXACT = 20
"""The fewest letters and digits that the same words of two studies have, to be proposed."""
SHORTEST_CONTAINED = 50
"""The same for words that lie within longer ones."""
SHARED = 0.6
"""Which part of the shorter one's runs of words the longer has too, for them to be near."""
FEWEST_SHARED = 8
_RUN = 5
_COMMON = 20  # a run of words in more texts than this is a phrase of the language
_WORD = re.compile(r"[぀-ヿ㐀-鿿가-힯]|[^\W_぀-ヿ㐀-鿿가-힯]+")
"""A sign of a script without spaces stands for a word."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts with like words, by their numbers; ``share`` is 1 but for those that are near."""

    first: int
    second: int
    kind: Kind
    share: float


def words(text: str) -> tuple[str, ...]:
    """Return the words of a text as they are compared: no case, marks, dashes or brackets.

    >>> words("I'm — “well”, thanks […] Ünited")
    ('i', 'm', 'well', 'thanks', 'united')
    """
    if text.isascii():
        return tuple(_WORD.findall(text.lower()))
    plain = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(c for c in plain if unicodedata.category(c) != "Mn")
    return tuple(_WORD.findall(unicodedata.normalize("NFC", plain)))


def pairs(texts: Sequence[tuple[str, str]]) -> list[Pair]:
    """Return which of some texts, given with the study of each, have like words across studies.

    Of many that say the same each is paired with the first of another study.
    """
    said: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for n, (_, text) in enumerate(texts):
        said[words(text)].append(n)
    found = [pair for same, members in said.items() for pair in _exact(texts, same, members)]
    different = [(spoken, members) for spoken, members in said.items() if len(spoken) >= _RUN]
    for a, b, shared in _sharing([spoken for spoken, _ in different]):
        for one, other in _of_two_studies(texts, different[a][1], different[b][1]):
            found += _compared(different[a][0], different[b][0], one, other, shared)
    return sorted(found, key=lambda p: (p.first, p.second))


def _exact(
    texts: Sequence[tuple[str, str]], same: tuple[str, ...], members: list[int]
) -> Iterator[Pair]:
    if sum(map(len, same)) < SHORTEST_EXACT:
        return
    first = members[0]
    for n in members[1:]:
        if texts[n][0] != texts[first][0]:
            yield Pair(first, n, "exact", 1.0)


def _of_two_studies(
    texts: Sequence[tuple[str, str]], some: list[int], others: list[int]
) -> Iterator[tuple[int, int]]:
    """Yield the first two of the texts with these words that are of two studies, if there are."""
    for one in some:
        for other in others:
            if texts[one][0] != texts[other][0]:
                yield one, other
                return


def _sharing(spoken: list[tuple[str, ...]]) -> Iterator[tuple[int, int, int]]:
    """Yield which wordings share runs of words, and how many."""
    first: dict[int, int] = {}
    holding: dict[int, list[int]] = {}
    for n, said in enumerate(spoken):
        for run in _runs(said):
            before = first.setdefault(run, n)
            if before != n:  # most runs are in one text alone, and need no list
                holding.setdefault(run, [before]).append(n)
    shared: dict[int, Counter[int]] = defaultdict(Counter)
    for holders in holding.values():
        if 1 < len(holders) <= _COMMON:
            for i, a in enumerate(holders):
                shared[a].update(holders[i + 1 :])
    for a, others in shared.items():
        yield from ((a, b, count) for b, count in others.items())


def _runs(said: tuple[str, ...]) -> set[int]:
    """Return the runs of five words, each as a number."""
    return set(map(hash, zip(said, said[1:], said[2:], said[3:], said[4:], strict=False)))


def _compared(
    a: tuple[str, ...], b: tuple[str, ...], one: int, other: int, shared: int
) -> Iterator[Pair]:
    short, long = sorted((a, b), key=len)
    first, second = sorted((one, other))
    if (
        sum(map(len, short)) >= SHORTEST_CONTAINED
        and f" {' '.join(short)} " in f" {' '.join(long)} "
    ):
        yield Pair(first, second, "contained", 1.0)
        return
    share = shared / len(_runs(short))
    if shared >= FEWEST_SHARED and share >= SHARED:
        yield Pair(first, second, "near", round(share, 2))
