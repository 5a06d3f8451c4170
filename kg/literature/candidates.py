"""Pairs of works that may be one and are not taken for one: for a person to decide."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from kg.literature.decisions import Decision
from kg.literature.identity import Identity
from kg.literature.keys import Record, same_people

LEAST = 0.5
_LONGEST_BLOCK = 60
"""Where more works share an author and year, or the beginning of a title, pairs tell nothing."""
_APART = re.compile(
    r"\b(part|pt|erratum|errata|corrigendum|correction|reply|response|comment|commentary|retraction"
    r"|editorial|edition|volume|vol)\b|\b[ivx]{1,4}\b|\b[0-9]+\b"
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two works that may be one: how likely, from 0 to 1, and what speaks for and against it."""

    work: str
    other: str
    score: float
    reason: str


def candidates(
    records: Iterable[Record], identity: Identity, decisions: Iterable[Decision] = ()
) -> list[Candidate]:
    """Return pairs of works that nobody decided on, the likeliest first."""
    records = [*records]
    settled = {decision.pair for decision in decisions}
    dois: dict[str, set[str]] = defaultdict(set)
    for record in records:
        if record.doi:
            dois[identity.one(record.work)].add(record.doi)
    best: dict[tuple[str, str], Candidate] = {}
    for a, b in _pairs(records):
        ones = sorted((identity.one(a.work), identity.one(b.work)))
        pair = (ones[0], ones[1])
        if ones[0] == ones[1] or pair in settled or tuple(sorted((a.work, b.work))) in settled:
            continue
        ours, theirs = (dois.get(work, set()) for work in pair)
        apart = bool(ours and theirs and ours.isdisjoint(theirs))
        found = _weighed(a, b, *pair, two_dois=apart)
        if found.score >= LEAST and (pair not in best or best[pair].score < found.score):
            best[pair] = found
    return sorted(best.values(), key=lambda c: (-c.score, c.work, c.other))


def _pairs(records: Iterable[Record]) -> Iterator[tuple[Record, Record]]:
    blocks: dict[tuple[str, ...], list[Record]] = defaultdict(list)
    for record in {*records}:
        words = record.name.split()
        if not words:
            continue
        blocks[("title", *words[:4])].append(record)
        blocks[("end", *words[-4:])].append(record)
        for family in record.families:
            blocks["author", family, record.year].append(record)
    seen: set[tuple[Record, Record]] = set()
    for those in blocks.values():
        if len(those) > _LONGEST_BLOCK:
            continue
        those.sort(key=_order)
        for pair in combinations(those, 2):
            if pair[0].work != pair[1].work and pair not in seen:
                seen.add(pair)
                yield pair


def _order(record: Record) -> tuple[str, ...]:
    return record.work, record.name, record.year, record.first, record.doi, record.pmid


def _weighed(a: Record, b: Record, one: str, other: str, *, two_dois: bool) -> Candidate:
    alike = _alike(a.name, b.name)
    says = ["the same title" if alike == 1 else f"titles alike by {alike:.0%}"]
    score = alike
    if _APART.findall(a.name) != _APART.findall(b.name):
        score *= 0.5
        says.append("a part, number or kind of text differs")
    if a.year and b.year and a.year != b.year:
        near = abs(_number(a.year) - _number(b.year)) == 1
        score *= 0.85 if near else 0.55
        says.append(f"years {a.year} and {b.year}")
    elif a.year and b.year:
        says.append("the same year")
    if a.families and b.families:
        agree = same_people(a, b)
        score *= 1 if agree else 0.5
        says.append("the same first author" if agree else "other authors")
    else:
        score *= 0.8
        says.append("authors are not known of both")
    if two_dois:
        score *= 0.7
        says.append("two DOIs")
    return Candidate(one, other, round(score, 2), ", ".join(says))


def _alike(a: str, b: str) -> float:
    """Return how many words two titles share, from 0 to 1; a title without its subtitle counts."""
    if a == b:
        return 1.0
    ours, theirs = Counter(a.split()), Counter(b.split())
    shared, every = (ours & theirs).total(), (ours | theirs).total()
    short, long = sorted((a, b), key=len)
    cut = 0.8 if len(short.split()) > 3 and long.startswith(f"{short} ") else 0.0
    return max(cut, shared / every)


def _number(year: str) -> int:
    return int(year) if year.isdecimal() else 0
