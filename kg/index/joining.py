"""Which quotes are one utterance."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping


def within(
    pairs: Iterable[tuple[str, str]], position: Mapping[str, int]
) -> tuple[list[tuple[int, int]], list[tuple[int, str]]]:
    """Return quotes of a study that are one utterance with others of it, each with the first.

    Beside them those that are one with a quote of another study, each with the IRI of that.
    """
    own: list[tuple[int, int]] = []
    crossing: list[tuple[int, str]] = []
    for s, o in pairs:
        a, b = position.get(s), position.get(o)
        if a is not None and b is not None:
            own.append((a, b))
        elif a is not None:
            crossing.append((a, o[1:-1]))
        elif b is not None:
            crossing.append((b, s[1:-1]))
    return sorted(_joined({}, own).items()), crossing


def roots(db: sqlite3.Connection, number_of: Callable[[str], int | None]) -> dict[int, int]:
    """Return, for quotes that an index has as one utterance with others, the first of it."""
    found = dict(db.execute("SELECT n, root FROM same").fetchall())
    crossing = db.execute("SELECT n, iri FROM crossing").fetchall()
    pairs = [(n, m) for n, iri in crossing if (m := number_of(iri)) is not None]
    return _joined(found, pairs) if pairs else found


def _joined(roots: dict[int, int], pairs: list[tuple[int, int]]) -> dict[int, int]:
    def find(n: int) -> int:
        while (up := roots.setdefault(n, n)) != n:
            roots[n] = roots[up]
            n = up
        return n

    for a, b in pairs:
        a, b = find(a), find(b)
        roots[max(a, b)] = min(a, b)
    return {n: find(n) for n in list(roots)}
