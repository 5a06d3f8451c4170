"""Where codes meet in a document: near, one after another, overlapping, and the shared part.

All of it counts characters (Unicode code points) of one document. Quotes without offsets, and
quotes of different documents, never meet. Of two quotes A and B, with start and exclusive end:

- the *gap* is the number of characters between them, 0 when they touch or overlap;
- ``near``: the gap is at most ``within``;
- ``followed-by``: B starts at or after the end of A, and the gap is at most ``within``;
- ``overlaps``: they share one character at least; the passage is both of them, whole;
- ``intersects``: the same, and the passage is the shared part alone.

A quote that has both codes is near itself, overlaps itself, and is its own shared part; it does
not follow itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from pyroaring import BitMap

from kg.errors import LimitReached, UsageError
from kg.evidence.question import Question, matches
from kg.index import Index, QuoteRow
from kg.index.naming import resolve

Relation = Literal["near", "followed-by", "overlaps", "intersects"]
RELATIONS: tuple[Relation, ...] = ("near", "followed-by", "overlaps", "intersects")
COLUMNS = ("study", "document", "start", "end", "gap", "first", "second", "text")
MOST = 100_000
"""How many passages one answer may have."""
APART = " […] "
"""What stands for words between two quotes that are not known."""

Span = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Passage:
    """Where two quotes meet. ``first`` has the first code, ``second`` the second.

    ``start`` and ``end`` count code points of the document, end exclusive. ``text`` is exact;
    only between quotes that lie apart stands ``[…]``, as the index has no texts of documents.
    """

    first: QuoteRow
    second: QuoteRow
    start: int
    end: int
    gap: int
    text: str

    def cells(self) -> tuple[str, ...]:
        """Return the passage as the cells of a row, by :data:`COLUMNS`."""
        return (
            self.first.study, self.first.document, str(self.start), str(self.end),
            str(self.gap), self.first.quote, self.second.quote, self.text,
        )  # fmt: skip

    def as_json(self) -> dict[str, object]:
        """Return the passage for JSON."""
        return {
            "study": self.first.study,
            "document": self.first.document,
            "start": self.start,
            "end": self.end,
            "gap": self.gap,
            "first": self.first.quote,
            "second": self.second.quote,
            "text": self.text,
        }


def passages(
    index: Index,
    first: str,
    second: str,
    relation: Relation,
    *,
    within: int = 500,
    question: Question | None = None,
) -> list[Passage]:
    """Return where two codes or constructs meet, in order of study, document and offset.

    ``within`` is the largest gap, for near and followed-by. ``question`` narrows which quotes
    take part, and its mode says how constructs count. Two quotes that both have both codes are
    given once, the earlier one first.

    Raises:
        UnknownThing: There is no such code or construct.
        LimitReached: There are over 100,000 passages.
    """
    if relation not in RELATIONS:
        raise UsageError(f"There is no relation {relation!r}.", f"Use {', '.join(RELATIONS)}.")
    meant = question or Question()
    within_question = matches(index, meant.where)
    one, other = (
        index.bitmap("construct", resolve(index, "construct", name), meant.mode) & within_question
        for name in (first, second)
    )
    found: list[tuple[int, int]] = []
    with index.reading():
        for spans in _documents(index, one | other):
            found += _meeting(spans, one, other, relation, within)
            if len(found) > MOST:
                raise LimitReached(
                    f"There are more than {MOST:,} passages.",
                    "Ask of one study, or for quotes that lie closer.",
                )
        rows = {row.n: row for row in index.rows(sorted({n for a, b in found for n in (a, b)}))}
    return [_passage(rows[a], rows[b], relation) for a, b in found]


def _documents(index: Index, numbers: BitMap) -> Iterator[list[Span]]:
    """Yield the spans (start, end, number) of each document's quotes, by start."""
    for study, _ in index.studies_hit(numbers):
        block = index.block(study)
        here = numbers & BitMap(range(block.first, block.end))
        rows = [row for row in index.spans(here) if row[2] is not None and row[3] is not None]
        for _, group in groupby(rows, key=lambda row: row[1]):
            yield sorted((start or 0, end or 0, n) for n, _, start, end in group)


def _meeting(
    spans: list[Span], one: BitMap, other: BitMap, relation: Relation, within: int
) -> Iterator[tuple[int, int]]:
    """Yield pairs of numbers that meet, the first from one set, the second from the other."""
    reach = within if relation in ("near", "followed-by") else -1
    open_: list[Span] = []
    for span in spans:
        start, _, n = span
        # `reach` -1 keeps only what ends after this one starts: at least one shared character.
        open_ = [held for held in open_ if start - held[1] <= reach]
        for held in open_:
            if relation == "followed-by" and held[1] > start:
                continue
            if held[2] in one and n in other:
                yield held[2], n
            elif relation != "followed-by" and n in one and held[2] in other:
                yield n, held[2]
        if relation != "followed-by" and n in one and n in other:
            yield n, n
        open_.append(span)


def _passage(a: QuoteRow, b: QuoteRow, relation: Relation) -> Passage:
    early, late = sorted((a, b), key=lambda row: (row.start or 0, row.end or 0))
    starts, ends = (early.start or 0, late.start or 0), (early.end or 0, late.end or 0)
    gap = max(0, starts[1] - ends[0])
    if relation == "intersects":
        start, end = starts[1], min(ends)
        return Passage(a, b, start, end, 0, late.text[: end - start])
    start, end = starts[0], max(ends)
    if gap:
        text = early.text + APART + late.text
    else:
        text = early.text + (late.text[ends[0] - starts[1] :] if ends[1] > ends[0] else "")
    return Passage(a, b, start, end, gap, text)
