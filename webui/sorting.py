"""Rows of an answer in the order of one of its columns, where there are not too many of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.errors import BadParameter, LimitReached

if TYPE_CHECKING:
    from webui.spool import Lines

MOST_SORTED = 10_000
_TYPED = re.compile(rb'"([^"\\]*)"\^\^<[^>]*>')

Key = tuple[int, float, bytes]


def in_order(lines: Lines, order: str, start: int, limit: int | None) -> tuple[bytes, int]:
    """Return the line with the columns and some rows in the order asked for, and how many.

    Raises:
        BadParameter: There is no such column.
        LimitReached: There are too many rows.
    """
    if lines.total > MOST_SORTED:
        raise LimitReached(
            f"An answer of {lines.total:,} rows is not sorted here; {MOST_SORTED:,} is the most.",
            "Narrow the question, or take the whole answer and sort it there.",
        )
    text, _ = lines.cut(0, None)
    head, *rows = text.splitlines(keepends=True)
    columns = [name.removeprefix(b"?").decode() for name in head.rstrip(b"\r\n").split(b"\t")]
    name, down = order.removeprefix("-"), order.startswith("-")
    if name not in columns:
        raise no_column(order)
    at = columns.index(name)
    keyed = [(key_of(row.rstrip(b"\r\n").split(b"\t")[at]), row) for row in rows]
    there = [pair for pair in keyed if pair[0][0] < 2]
    there.sort(key=lambda pair: pair[0], reverse=down)
    ordered = [row for _, row in there] + [row for key, row in keyed if key[0] == 2]
    shown = ordered[start:] if limit is None else ordered[start : start + limit]
    return head + b"".join(shown), len(shown)


def no_column(order: str) -> BadParameter:
    """Return the refusal to sort by what is no column."""
    return BadParameter(
        f"There is no column {order.removeprefix('-')[:80]!r} to sort by.",
        "Choose a heading of the table.",
    )


def key_of(term: bytes) -> Key:
    """Return what a term of TSV is sorted by: numbers, then words whatever their case, then none.

    >>> sorted([b'"b"@en', b"10", b'"A"', b"9"], key=key_of)
    [b'9', b'10', b'"A"', b'"b"@en']
    """
    if not term:
        return (2, 0.0, b"")
    typed = _TYPED.fullmatch(term)
    said = typed[1] if typed else term
    try:
        if (number := float(said)) == number:  # NaN is not itself, and has no place
            return (0, number, b"")
    except ValueError:
        pass
    return (1, 0.0, said.strip(b'"<>').lower())
