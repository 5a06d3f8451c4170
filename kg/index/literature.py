"""Questions about works of literature that the index answers: most cited, by whom, beside what.

Works that are one work are counted as one, under the address that stands for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from kg.index.citing import ALL, CONSTRUCT, INTENT

if TYPE_CHECKING:
    from kg.index.index import Index

__all__ = ["ALL", "CONSTRUCT", "INTENT"]

_GROUP = "(SELECT ?1 AS work UNION SELECT work FROM same_work WHERE one = ?1)"
_AT_ONCE = 500


class Counted(NamedTuple):
    """A work with the number of studies that cite it and of their citations.

    ``key`` is the construct or purpose they are counted for; empty where it is all citations.
    """

    work: str
    studies: int
    times: int
    key: str = ""


@dataclass(frozen=True, slots=True)
class Described:
    """How one study describes a work. ``creators`` are sorted, not in the order of print."""

    work: str
    title: str
    year: str
    creators: tuple[str, ...]
    doi: str
    printed: str


@dataclass(frozen=True, slots=True)
class Beside:
    """A work cited in the same sentences as another: in how many, of how many studies."""

    work: str
    sentences: int
    studies: int


def most_cited(
    index: Index,
    *,
    kind: str = ALL,
    key: str = "",
    least: int = 1,
    limit: int = 40,
    after: Counted | None = None,
) -> list[Counted]:
    """Return works cited by at least so many studies, those that most studies cite first.

    ``kind`` and ``key`` narrow what is counted: citations where a construct is spoken of, or for
    a purpose. ``after`` is the last work of the page before.
    """
    where, values = "", [kind, key, least]
    if after is not None:
        where = """ AND studies <= ?4 AND (studies < ?4 OR times < ?5
            OR (times = ?5 AND work > ?6))"""
        values += [after.studies, after.times, after.work]
    with index.reading() as db:
        rows = db.execute(
            "SELECT work, studies, times, key FROM cited_most "  # noqa: S608
            f"WHERE kind = ?1 AND key = ?2 AND studies >= ?3{where} "
            f"ORDER BY studies DESC, times DESC, work LIMIT ?{len(values) + 1}",
            (*values, limit),
        ).fetchall()
    return [*map(Counted._make, rows)]


def how_many(index: Index, *, kind: str = ALL, key: str = "", least: int = 1) -> int:
    """Count the works that :func:`most_cited` would list."""
    with index.reading() as db:
        [n] = db.execute(
            "SELECT count(*) FROM cited_most WHERE kind = ? AND key = ? AND studies >= ?",
            (kind, key, least),
        ).fetchone()
    return int(n)


def keys(index: Index, kind: str) -> list[str]:
    """Return the constructs, or the purposes, that works are cited for."""
    found: list[str] = []
    query = "SELECT min(key) FROM cited_most WHERE kind = ? AND key > ?"
    with index.reading() as db:
        # From key to key, each by one look into the order: most keys have thousands of works.
        while (row := db.execute(query, (kind, found[-1] if found else "")).fetchone()) and row[0]:
            found.append(row[0])
    return found


def most_cited_by_key(index: Index, kind: str = CONSTRUCT, *, top: int = 5) -> list[Counted]:
    """Return the most cited works of every construct (or purpose), sorted by it."""
    with index.reading():
        return [
            counted
            for key in keys(index, kind)
            for counted in most_cited(index, kind=kind, key=key, limit=top)
        ]


def one_of(index: Index, work: str) -> str:
    """Return the address that stands for a work."""
    with index.reading() as db:
        found = db.execute("SELECT one FROM same_work WHERE work = ?", (work,)).fetchone()
    return str(found[0]) if found else work


def same_as(index: Index, work: str) -> list[str]:
    """Return all addresses of a work, that which stands for it first."""
    one = one_of(index, work)
    with index.reading() as db:
        rows = db.execute("SELECT work FROM same_work WHERE one = ? ORDER BY work", (one,))
        return [one, *(work for (work,) in rows if work != one)]


def others(index: Index, ones: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield each work, of those that stand for others, with each address it stands for."""
    wanted = [*dict.fromkeys(ones)]
    with index.reading() as db:
        for i in range(0, len(wanted), _AT_ONCE):
            some = wanted[i : i + _AT_ONCE]
            marks = ",".join("?" * len(some))
            query = f"SELECT one, work FROM same_work WHERE one IN ({marks}) ORDER BY one, work"  # noqa: S608
            yield from db.execute(query, some).fetchall()


def studies_citing(index: Index, work: str) -> dict[str, int]:
    """Return the studies that cite a work, and how often each does."""
    names = {index.number(study.id): study.id for study in index.studies}
    with index.reading() as db:
        rows = db.execute(
            f"SELECT s, sum(times) FROM cited WHERE kind = '' AND work IN {_GROUP} GROUP BY s",  # noqa: S608
            (one_of(index, work),),
        ).fetchall()
    return {names[s]: n for s, n in sorted(rows, key=lambda row: names[row[0]])}


def cited_beside(index: Index, work: str, *, limit: int = 40) -> list[Beside]:
    """Return the works that are cited in the same sentences as a work, most sentences first."""
    one = one_of(index, work)
    with index.reading() as db:
        rows = db.execute(
            f"""SELECT other, count(*), count(DISTINCT s) FROM (
                SELECT DISTINCT coalesce(m.one, b.work) AS other, b.s AS s, b.sentence AS sentence
                FROM cited_in a JOIN cited_in b ON b.s = a.s AND b.sentence = a.sentence
                LEFT JOIN same_work m ON m.work = b.work
                WHERE a.work IN {_GROUP})
            WHERE other <> ?1 GROUP BY other ORDER BY 2 DESC, 3 DESC, other LIMIT ?2""",  # noqa: S608
            (one, limit),
        ).fetchall()
    return [Beside(*row) for row in rows]


def described(index: Index, works: Iterable[str] | None = None) -> Iterator[Described]:
    """Yield how studies describe works, each way once; of all works where none are named."""
    columns = "work, title, year, creators, doi, printed"
    with index.reading() as db:
        if works is None:
            rows = db.execute(f"SELECT DISTINCT {columns} FROM work_said ORDER BY work").fetchall()  # noqa: S608
        else:
            wanted = [*dict.fromkeys(works)]
            rows = []
            for i in range(0, len(wanted), _AT_ONCE):
                some = wanted[i : i + _AT_ONCE]
                marks = ",".join("?" * len(some))
                query = f"SELECT DISTINCT {columns} FROM work_said WHERE work IN ({marks})"  # noqa: S608
                rows += db.execute(query, some).fetchall()
    for work, title, year, creators, doi, printed in rows:
        people = tuple(creators.split("\n")) if creators else ()
        yield Described(work, title, year, people, doi, printed)
