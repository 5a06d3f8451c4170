"""Which quotes are one utterance, as an index file says it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable


def roots(db: sqlite3.Connection, number_of: Callable[[str], int | None]) -> dict[int, int]:
    """Return, for quotes that are one utterance with others, the first quote of it."""
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
