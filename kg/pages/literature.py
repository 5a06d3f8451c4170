"""The works that claims rest on: who cites them and what for, who shares them, and gaps."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from kg import terms
from kg.evidence.answering import Count
from kg.index import ask
from kg.index.kinds import concept_key
from kg.index.naming import resolve
from kg.namespaces import CITO, CONSTRUCT, DCTERMS, PIF
from kg.pages.study_names import StudyName, study_names

if TYPE_CHECKING:
    from kg.index import Index
    from kg.store.base import Store

PAGE = 40
_MOST_WORKS = 200_000
_DOUBTS = 12
_GAPS = 40
_CLAIMS = 12
_SHARED = 12
_STUDIES_NAMED = 5
_MOST_COMPARED = 400

_CITED = f"""\
SELECT ?work ?study ?title (COUNT(DISTINCT ?citation) AS ?n) WHERE {{
  ?citation <{CITO}hasCitedEntity> ?work ; a <{CITO}Citation> ; <{PIF}ofStudy> ?home .
  ?home <{PIF}identifier> ?study .
  OPTIONAL {{ ?work <{DCTERMS}title> ?title }}
}} GROUP BY ?work ?study ?title LIMIT {_MOST_WORKS}"""
_DETAILS = f"""\
SELECT DISTINCT ?work ?printed ?year ?intent ?citation WHERE {{
  VALUES ?work {{ %s }}
  ?citation <{CITO}hasCitedEntity> ?work .
  OPTIONAL {{ ?citation <{PIF}viaReference>/<{PIF}printedAs> ?printed }}
  OPTIONAL {{ ?work <{PIF}publicationYear> ?year }}
  OPTIONAL {{ ?citation <{CITO}hasCitationCharacterization> ?intent }}
}}"""
_SERVES = f"""\
SELECT DISTINCT ?work ?claim ?construct WHERE {{
  VALUES ?work {{ %s }}
  ?citation <{CITO}hasCitedEntity> ?work ; <{PIF}inSentence> ?sentence ; <{PIF}ofStudy> ?home .
  ?claim <{PIF}inSentence> ?sentence ; <{PIF}ofStudy> ?home ; a <{PIF}Claim> ;
         <{PIF}aboutConstruct> ?construct .
}}"""
_OF_CONSTRUCT = f"""\
SELECT DISTINCT ?work ?_construct_iri WHERE {{
  ?claim <{PIF}aboutConstruct> ?_construct_iri ; <{PIF}inSentence> ?sentence ;
         <{PIF}ofStudy> ?home .
  ?citation <{PIF}inSentence> ?sentence ; <{PIF}ofStudy> ?home ; <{CITO}hasCitedEntity> ?work .
}}"""
_DOUBTFUL = f"""\
SELECT DISTINCT ?citation ?work ?fit ?title ?study ?sentence WHERE {{
  VALUES ?fit {{ "doubtful" "mismatch" }}
  ?citation <{PIF}fit> ?fit ; <{CITO}hasCitedEntity> ?work ; <{PIF}ofStudy> ?home .
  ?home <{PIF}identifier> ?study .
  OPTIONAL {{ ?citation <{PIF}inSentence> ?sentence }}
  OPTIONAL {{ ?work <{DCTERMS}title> ?title }}
}} ORDER BY ?study ?sentence LIMIT 200"""
_UNSHOWN = f"""\
SELECT ?claim ?study ?type WHERE {{
  ?claim a <{PIF}Claim> ; <{PIF}ofStudy> ?home . ?home <{PIF}identifier> ?study .
  OPTIONAL {{ ?claim <{PIF}claimType> ?type }}
  FILTER NOT EXISTS {{ ?quote <{PIF}illustrates> ?claim }}
}} ORDER BY ?study ?claim LIMIT 100000"""
_SPOKEN_OF = f"""\
SELECT ?construct (COUNT(DISTINCT ?claim) AS ?n) WHERE {{
  ?claim <{PIF}aboutConstruct> ?construct . FILTER(STRSTARTS(STR(?construct), "{CONSTRUCT}"))
}} GROUP BY ?construct"""
_NUMBER = re.compile(r"^\s*\[?[0-9]+[.\])]?\s+")


@dataclass(frozen=True, slots=True)
class CitedWork:
    """A work, by how many studies and how often it is cited. ``title`` may be its address."""

    iri: str
    title: str
    studies: tuple[str, ...]
    times: int


@dataclass(frozen=True, slots=True)
class WorkLine:
    """A work as the list shows it: what it is cited for, and the constructs it serves."""

    work: CitedWork
    printed: str
    year: str
    intents: tuple[Count, ...]
    constructs: tuple[Count, ...]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A citation whose work does not fit, or may not."""

    iri: str
    work: str
    title: str
    fit: str
    study: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Shared:
    """Two studies and how many works both cite."""

    first: str
    second: str
    works: int


@dataclass(frozen=True, slots=True)
class Gaps:
    """What is spoken of and has no quotes.

    ``constructs`` count claims about each; ``claims`` are the first without a quote, ``types``
    how many of each type there are.
    """

    constructs: tuple[Count, ...]
    constructs_more: int
    claims: tuple[str, ...]
    types: tuple[Count, ...]
    unshown: int


@dataclass(frozen=True, slots=True)
class Literature:
    """A page of the list, and what concerns the whole of it."""

    lines: list[WorkLine]
    total: int
    start: int
    study: str
    construct: tuple[str, str] | None
    words: str
    doubts: tuple[Doubt, ...]
    doubts_more: int
    shared: tuple[Shared, ...]
    gaps: Gaps
    names: dict[str, StudyName]


@dataclass(frozen=True, slots=True)
class _Whole:
    works: tuple[CitedWork, ...]
    doubts: tuple[Doubt, ...]
    shared: tuple[Shared, ...]
    gaps: Gaps


_kept: WeakKeyDictionary[Index, _Whole] = WeakKeyDictionary()


def literature(
    store: Store, *, study: str = "", construct: str = "", words: str = "", start: int = 0,
    size: int = PAGE,
) -> Literature:  # fmt: skip
    """Return works, those that most studies cite first; of a study, a construct, or some words.

    Raises:
        UnknownThing: There is no such study or construct.
    """
    return ask(store, lambda index: _page(store, index, study, construct, words, start, size))


def _page(
    store: Store, index: Index, study: str, construct: str, words: str, start: int, size: int
) -> Literature:
    if index not in _kept:
        _kept[index] = _whole(store, index)
    whole = _kept[index]
    chosen = None
    works: Sequence[CitedWork] = whole.works
    if study:
        study = resolve(index, "study", study)
        works = [w for w in works if study in w.studies]
    if construct:
        key = resolve(index, "construct", construct)
        chosen = key, index.label("construct", key)
        bound = {"_construct_iri": terms.iri(index.iri("construct", key))}
        there = {terms.value_of(row["work"]) for row in store.query(_OF_CONSTRUCT, bound).rows()}
        works = [w for w in works if w.iri in there]
    if words:
        wanted = words.casefold().split()
        works = [w for w in works if all(x in f"{w.title} {w.iri}".casefold() for x in wanted)]
    shown = works[start : start + size]
    doubts = [d for d in whole.doubts if not study or d.study == study]
    wanted_names = {s for w in shown for s in w.studies[:_STUDIES_NAMED]}
    wanted_names |= {d.study for d in doubts[:_DOUBTS]}
    wanted_names |= {s for pair in whole.shared for s in (pair.first, pair.second)}
    return Literature(
        _lines(store, index, shown),
        len(works),
        start,
        study,
        chosen,
        words,
        tuple(doubts[:_DOUBTS]),
        max(0, len(doubts) - _DOUBTS),
        whole.shared,
        whole.gaps,
        study_names(store, sorted(wanted_names)),
    )


def _whole(store: Store, index: Index) -> _Whole:
    by_work: dict[str, dict[str, int]] = defaultdict(dict)
    titles: dict[str, str] = {}
    for row in store.query(_CITED).rows():
        work, study = terms.value_of(row["work"]), terms.value_of(row["study"])
        n = int(terms.value_of(row["n"]))
        by_work[work][study] = max(by_work[work].get(study, 0), n)
        if "title" in row:
            title = terms.value_of(row["title"])
            titles[work] = min(titles.get(work, title), title)
    works = [
        CitedWork(iri, titles.get(iri, iri), tuple(sorted(cited)), sum(cited.values()))
        for iri, cited in by_work.items()
    ]
    works.sort(key=lambda w: (-len(w.studies), -w.times, w.title.casefold(), w.iri))
    return _Whole(tuple(works), _doubts(store), _shared(works), _gaps(store, index))


def _lines(store: Store, index: Index, works: Sequence[CitedWork]) -> list[WorkLine]:
    if not works:
        return []
    among = " ".join(terms.iri(work.iri) for work in works)
    printed: dict[str, str] = {}
    years: dict[str, str] = {}
    intents: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for row in store.query(_DETAILS % among).rows():
        iri = terms.value_of(row["work"])
        if "printed" in row:
            said = _NUMBER.sub("", terms.value_of(row["printed"]))
            printed[iri] = min(printed.get(iri, said), said)
        if "year" in row:
            years[iri] = terms.value_of(row["year"])
        if "intent" in row:
            name = terms.value_of(row["intent"]).removeprefix(CITO)
            intents[iri].add((name, row["citation"]))
    serves: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for row in store.query(_SERVES % among).rows():
        key = concept_key(terms.value_of(row["construct"]))
        serves[terms.value_of(row["work"])].add((key, row["claim"]))
    found = []
    for work in works:
        for_what = Counter(name for name, _ in intents[work.iri])
        about = Counter(key for key, _ in serves[work.iri])
        found.append(
            WorkLine(
                work,
                printed.get(work.iri, ""),
                years.get(work.iri, ""),
                tuple(Count(n, n, c) for n, c in _most(for_what)),
                tuple(Count(k, index.label("construct", k), c) for k, c in _most(about)),
            )
        )
    return found


def _most(counter: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counter.items(), key=lambda item: (-item[1], item[0]))


def _doubts(store: Store) -> tuple[Doubt, ...]:
    found: dict[str, Doubt] = {}
    for row in store.query(_DOUBTFUL).rows():
        plain = {name: terms.value_of(term) for name, term in row.items()}
        work = plain["work"]
        found.setdefault(
            plain["citation"],
            Doubt(
                plain["citation"], work, plain.get("title", work), plain["fit"], plain["study"],
                plain.get("sentence", ""),
            ),
        )  # fmt: skip
    return tuple(sorted(found.values(), key=lambda d: (d.fit != "mismatch", d.study, d.sentence)))


def _shared(works: Sequence[CitedWork]) -> tuple[Shared, ...]:
    """Return the pairs of studies that share most works; a work everybody cites ties nobody."""
    pairs: Counter[tuple[str, str]] = Counter()
    for work in works:
        if 1 < len(work.studies) <= _MOST_COMPARED:
            pairs.update(combinations(work.studies[:60], 2))
    ordered = sorted(pairs.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Shared(a, b, n) for (a, b), n in ordered[:_SHARED])


def _gaps(store: Store, index: Index) -> Gaps:
    held = index.shared("construct")
    spoken = []
    for row in store.query(_SPOKEN_OF).rows():
        key = concept_key(terms.value_of(row["construct"]))
        if not held.get(key):
            label = index.label("construct", key)
            spoken.append(Count(key, label, int(terms.value_of(row["n"]))))
    spoken.sort(key=lambda c: (-c.count, c.label.casefold()))
    types: Counter[str] = Counter()
    claims: dict[str, None] = {}
    for row in store.query(_UNSHOWN).rows():
        claim = terms.value_of(row["claim"])
        if claim not in claims:
            types[terms.value_of(row["type"]) if "type" in row else "not said"] += 1
        claims[claim] = None
    return Gaps(
        tuple(spoken[:_GAPS]),
        max(0, len(spoken) - _GAPS),
        tuple(claims)[:_CLAIMS],
        tuple(Count(t, t, n) for t, n in _most(types)),
        len(claims),
    )
