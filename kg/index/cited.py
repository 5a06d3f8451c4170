"""Which works are cited by which studies, for what and where which constructs are spoken of.

Each study's citations are kept as they are; beside them stand totals over all studies, of works
that are one work counted once, so that the most cited are found without counting. Which works
are one is said in the store (``pif:sameWorkAs``), by units that are no study.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator

from kg.index.citing import Cited
from kg.namespaces import PIF
from kg.store.base import WORKS, StoredStudy, works_of

_SAME = f" <{PIF}sameWorkAs> "
TABLES = """
CREATE TABLE cited (
    work TEXT, kind TEXT, key TEXT, s INTEGER, times INTEGER NOT NULL,
    PRIMARY KEY (work, kind, key, s)) WITHOUT ROWID;
CREATE INDEX cited_by ON cited (s);
CREATE TABLE cited_in (
    work TEXT, s INTEGER, sentence TEXT, PRIMARY KEY (work, s, sentence)) WITHOUT ROWID;
CREATE INDEX cited_beside ON cited_in (s, sentence);
CREATE TABLE work_said (
    work TEXT, s INTEGER, title TEXT NOT NULL, year TEXT NOT NULL, creators TEXT NOT NULL,
    doi TEXT NOT NULL, printed TEXT NOT NULL, PRIMARY KEY (work, s)) WITHOUT ROWID;
CREATE INDEX work_said_by ON work_said (s);
CREATE TABLE works_unit (
    name TEXT PRIMARY KEY, digest TEXT NOT NULL, quads INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE same_work (
    work TEXT PRIMARY KEY, one TEXT NOT NULL, name TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX same_work_one ON same_work (one);
CREATE TABLE cited_most (
    kind TEXT, key TEXT, work TEXT, studies INTEGER NOT NULL, times INTEGER NOT NULL,
    PRIMARY KEY (kind, key, work)) WITHOUT ROWID;
CREATE INDEX cited_most_order ON cited_most (kind, key, studies DESC, times DESC, work);
CREATE INDEX cited_most_of ON cited_most (work);
"""
_MANY = 4_000
"""Where so many works are touched, all totals are made anew."""
_ONE = """
    SELECT m.one, c.kind, c.key, count(DISTINCT c.s), sum(c.times) FROM (
        SELECT work AS one, work FROM temp.touched
        UNION SELECT one, work FROM same_work WHERE one IN (SELECT work FROM temp.touched)
    ) m JOIN cited c ON c.work = m.work GROUP BY m.one, c.kind, c.key"""
_EVERY = """
    SELECT coalesce(m.one, c.work) AS one, c.kind, c.key, count(DISTINCT c.s), sum(c.times)
    FROM cited c LEFT JOIN same_work m ON m.work = c.work
    GROUP BY 1, c.kind, c.key"""


def put_in(db: sqlite3.Connection, s: int, part: Cited) -> set[str]:
    """Put in what a study cites; returns the works touched."""
    db.executemany(
        "INSERT INTO cited (work, kind, key, s, times) VALUES (?, ?, ?, ?, ?)",
        ((*what, s, n) for what, n in part.times.items()),
    )
    db.executemany("INSERT INTO cited_in VALUES (?, ?, ?)", ((w, s, at) for w, at in part.breaths))
    db.executemany(
        "INSERT INTO work_said VALUES (?, ?, ?, ?, ?, ?, ?)",
        ((work, s, *rest) for work, *rest in part.said),
    )
    return {work for work, _, _ in part.times}


def take_out(db: sqlite3.Connection, s: int) -> set[str]:
    """Take out what a study cites; returns the works touched."""
    touched = {work for (work,) in db.execute("SELECT work FROM cited WHERE s = ?", (s,))}
    for table in ("cited", "cited_in", "work_said"):
        db.execute(f"DELETE FROM {table} WHERE s = ?", (s,))  # noqa: S608
    return touched


def units_in(db: sqlite3.Connection) -> list[StoredStudy]:
    """Return the units that speak of works, as the index has them."""
    rows = db.execute("SELECT name, digest, quads FROM works_unit ORDER BY name").fetchall()
    return [StoredStudy(f"{WORKS}{name}", quads, digest) for name, digest, quads in rows]


def put_unit_in(db: sqlite3.Connection, unit: StoredStudy, lines: Iterable[str]) -> set[str]:
    """Put in which works a unit says to be one; returns the works touched."""
    name = works_of(unit.id)
    db.execute("INSERT INTO works_unit VALUES (?, ?, ?)", (name, unit.digest, unit.quads))
    touched = set()
    for line in lines:
        s, same, rest = line.partition(_SAME)
        if same:
            work, one = s[1:-1], rest.split(" ", 1)[0][1:-1]
            db.execute("INSERT OR IGNORE INTO same_work VALUES (?, ?, ?)", (work, one, name))
            touched |= {work, one}
    return touched


def take_unit_out(db: sqlite3.Connection, name: str) -> set[str]:
    """Take a unit out; returns the works touched."""
    touched = {
        work
        for pair in db.execute("SELECT work, one FROM same_work WHERE name = ?", (name,))
        for work in pair
    }
    for table in ("works_unit", "same_work"):
        db.execute(f"DELETE FROM {table} WHERE name = ?", (name,))  # noqa: S608
    return touched


def settle(db: sqlite3.Connection, touched: Iterable[str]) -> None:
    """Make the totals of works right that were touched, and of those that are one with them."""
    works = sorted({*touched})
    if not works:
        return
    columns = "INSERT INTO cited_most (work, kind, key, studies, times)"
    if len(works) > _MANY:
        db.execute("DELETE FROM cited_most")
        db.execute(f"{columns} {_EVERY}")
        return
    db.execute("CREATE TEMP TABLE touched (work TEXT PRIMARY KEY)")
    # A work that was one with another may stand by itself now: both are counted again.
    rows = [*_with_ones(db, works)]
    db.executemany("INSERT OR IGNORE INTO temp.touched VALUES (?)", rows)
    db.execute("DELETE FROM cited_most WHERE work IN (SELECT work FROM temp.touched)")
    db.execute("DELETE FROM temp.touched WHERE work IN (SELECT work FROM same_work)")
    db.execute(f"{columns} {_ONE}")
    db.execute("DROP TABLE temp.touched")


def _with_ones(db: sqlite3.Connection, works: Iterable[str]) -> Iterator[tuple[str]]:
    for work in works:
        yield (work,)
        yield from db.execute("SELECT one FROM same_work WHERE work = ?", (work,)).fetchall()
