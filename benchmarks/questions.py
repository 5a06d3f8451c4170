"""The questions that everybody is asked, and the form in which answers are compared.

An answer about quotes is its total, the ``study/quote`` names on its first page and the counts by
facet; a table is its cells that are not zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from benchmarks.vocabulary import words
from kg.evidence.answering import MOST_VALUES

PAGE = 50
FACETS = ("construct", "role", "source", "status", "access", "study")
Answer = dict[str, Any]
Sort = Literal["page", "search", "matrix", "cooccurrence"]


@dataclass(frozen=True, slots=True)
class Asked:
    """One question. ``where`` is a condition as ``pif quotes --where`` reads it.

    ``by_rank`` says whether the order of a search is compared too: words in more than 20,000
    quotes take no part in our ranking.
    """

    name: str
    sort: Sort
    about: str
    where: str = ""
    by_rank: bool = False


def questions(common: str, middle: str, rare: str) -> list[Asked]:
    """Return the questions, about a common construct, one in the middle, a rare one.

    >>> [asked.where for asked in questions("patching", "mentor", "trust")][:2]
    ['supports:patching', 'supports:mentor']
    """
    known = words()
    return [
        Asked("page-common", "page", "first page, the most common construct", f"supports:{common}"),
        Asked("page-middle", "page", "first page, a construct in the middle", f"supports:{middle}"),
        Asked("page-rare", "page", "first page, the rarest construct", f"supports:{rare}"),
        Asked(
            "boolean", "page", "first page, AND, OR and NOT over facets",
            f"supports:{common} and (role:peer-mentor or role:senior-mentor)"
            f" and not (supports:{middle} or source:diary)",
        ),
        Asked("matrix", "matrix", "matrix of roles and constructs"),
        Asked("cooccurrence", "cooccurrence", "co-occurrence of 60 constructs"),
        Asked("search-rare", "search", "search, a rare word", f"text:{known[4000]}", True),
        Asked(
            "search-two", "search", "search, two words",
            f"text:{known[300]} and text:{known[600]}", True,
        ),
        Asked(
            "search-phrase", "search", "search, a phrase",
            f'text:"{known[40]} {known[45]}"', True,
        ),
        Asked("search-common", "search", "search, a common word", f"text:{known[60]}"),
    ]  # fmt: skip


def differs(ours: Answer, theirs: Answer, asked: Asked) -> str:
    """Say in which part two answers to a question differ; nothing when they agree."""
    for part in sorted(theirs):
        if part == "page" and asked.sort == "search" and not asked.by_rank:
            continue
        said = (
            {k: _largest(v) for k, v in theirs[part].items()} if part == "facets" else theirs[part]
        )
        if ours.get(part) != said:
            return f"{part}: {_first(ours.get(part), said)}"
    return ""


def _largest(counts: dict[str, int]) -> dict[str, int]:
    """Keep what an answer of ours shows of a facet: its largest counts."""
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return dict(ordered[:MOST_VALUES])


def _first(ours: Any, theirs: Any) -> str:
    """Say where two answers first differ."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for key in sorted(ours.keys() | theirs.keys()):
            if ours.get(key) != theirs.get(key):
                return f"{key}: {_first(ours.get(key), theirs.get(key))}"
    if isinstance(ours, list) and isinstance(theirs, list):
        for at, (one, other) in enumerate(zip(ours, theirs, strict=False)):
            if one != other:
                return f"{at}: {one} here, {other} there"
    return f"{str(ours)[:200]} here, {str(theirs)[:200]} there"
