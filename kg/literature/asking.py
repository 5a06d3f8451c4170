"""Works as a person reads them: what each is called, beside the numbers that the index gives."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.errors import UnknownThing
from kg.index import literature
from kg.index.literature import Beside, Counted, described

if TYPE_CHECKING:
    from kg.index import Index


@dataclass(frozen=True, slots=True)
class Named:
    """A work with what studies call it, at its longest, under all its addresses."""

    work: str
    title: str
    year: str
    printed: str
    addresses: tuple[str, ...]


def named(index: Index, works: Iterable[str]) -> dict[str, Named]:
    """Return works, given by the addresses that stand for them, with their names."""
    wanted = [*dict.fromkeys(works)]
    groups: dict[str, tuple[str, ...]] = {work: (work,) for work in wanted}
    for one, other in literature.others(index, wanted):
        groups[one] += (other,)
    home = {each: work for work, those in groups.items() for each in those}
    titles: dict[str, list[str]] = {work: [] for work in wanted}
    years: dict[str, list[str]] = {work: [] for work in wanted}
    printed: dict[str, list[str]] = {work: [] for work in wanted}
    for said in described(index, home):
        for held, value in ((titles, said.title), (years, said.year), (printed, said.printed)):
            if value:
                held[home[said.work]].append(value)
    return {
        work: Named(
            work, _longest(titles[work]), min(years[work], default=""), _longest(printed[work]),
            groups[work],
        )
        for work in wanted
    }  # fmt: skip


def _longest(values: list[str]) -> str:
    return min(values, key=lambda value: (-len(value), value), default="")


def of_study(index: Index, study: str) -> list[Counted]:
    """Return the works a study cites, by the addresses that stand for them, most often first."""
    with index.reading() as db:
        rows = db.execute(
            "SELECT coalesce(m.one, c.work), sum(c.times) FROM cited c "
            "LEFT JOIN same_work m ON m.work = c.work "
            "WHERE c.s = ? AND c.kind = '' GROUP BY 1 ORDER BY 2 DESC, 1",
            (index.number(study),),
        ).fetchall()
    return [Counted(work, 1, times) for work, times in rows]


@dataclass(frozen=True, slots=True)
class Full:
    """A work with the studies that cite it, how often each, and what is cited beside it."""

    named: Named
    studies: dict[str, int]
    beside: tuple[tuple[Beside, Named], ...]


def in_full(index: Index, work: str) -> Full:
    """Return all that the index knows of a work, by any of its addresses.

    Raises:
        UnknownThing: No study names it.
    """
    one = literature.one_of(index, work)
    beside = literature.cited_beside(index, one)
    names = named(index, [one, *(other.work for other in beside)])
    studies = literature.studies_citing(index, one)
    if not (studies or names[one].title or names[one].printed):
        raise UnknownThing(f"No study names the work {work[:200]!r}.", "`pif works` lists them.")
    return Full(names[one], studies, tuple((other, names[other.work]) for other in beside))


def as_json(found: Full) -> dict[str, object]:
    """Return a work in full as JSON holds it."""
    return {
        "work": found.named.work,
        "title": found.named.title,
        "year": found.named.year,
        "printed": found.named.printed,
        "addresses": list(found.named.addresses),
        "studies": found.studies,
        "cited_beside": [
            {
                "work": other.work, "title": other.title, "sentences": beside.sentences,
                "studies": beside.studies,
            }
            for beside, other in found.beside
        ],
    }  # fmt: skip
