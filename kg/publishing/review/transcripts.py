"""Find documents of which so much is quoted in public that it is the document itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from kg.publishing.case import Case
from kg.terms import value_of
from kg.validation.compiled import Index
from kg.validation.facts import pif

SHARE = 0.8
"""From this share of its characters on, a document counts as quoted whole."""
LEAST = 500
"""Documents with fewer characters are answers or remarks, and may be quoted whole."""
LONG = 8_000
"""A quote with more characters may be a whole document where the text is not held."""


class Quoted(NamedTuple):
    """How much of a document is quoted; ``share`` is None where its text is not held."""

    document: str
    share: float | None
    characters: int
    quotes: int


def covered(spans: Iterable[tuple[int, int]]) -> int:
    """Return how many characters lie in at least one span.

    >>> covered([(0, 10), (5, 12), (20, 21)])
    13
    """
    total, reached = 0, 0
    for start, end in sorted(spans):
        if end > max(start, reached):
            total += end - max(start, reached)
            reached = end
    return total


def nearly_whole(case: Case, index: Index, originals: Mapping[str, str]) -> Iterator[Quoted]:
    """Yield the documents that the public quotes hold nearly all of."""
    texts = index.forward(pif("text"))
    starts, ends = index.forward(pif("start")), index.forward(pif("end"))
    by_document: defaultdict[str, list[str]] = defaultdict(list)
    for quote, documents in index.forward(pif("drawnFrom")).items():
        for document in documents:
            old = originals.get(value_of(document))
            by_document[f"<{old}>" if old else document].append(quote)
    for document, quotes in sorted(by_document.items()):
        held = [value_of(text) for text in case.objects(document, "fullText")]
        whole = max(held, key=len, default="")
        spans, longest = [], 0
        for quote in quotes:
            for term in texts.get(quote, ()):
                words = value_of(term)
                longest = max(longest, len(words))
                spans.append(_span(starts.get(quote), ends.get(quote), words, whole))
        if len(whole) >= LEAST:
            characters = covered(span for span in spans if span)
            if characters >= SHARE * len(whole):
                yield Quoted(document, characters / len(whole), characters, len(quotes))
        elif not whole and longest > LONG:
            yield Quoted(document, None, longest, len(quotes))


def _span(
    start: Sequence[str] | None, end: Sequence[str] | None, words: str, whole: str
) -> tuple[int, int] | None:
    try:
        if start and end:
            first, last = int(value_of(start[0])), int(value_of(end[0]))
            return (max(0, first), min(len(whole), last)) if first < last else None
    except ValueError:
        pass
    at = whole.find(words) if words else -1
    return (at, at + len(words)) if at >= 0 else None
