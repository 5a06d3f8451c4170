"""The works that claims rest on: who cites them and what for, who shares them, and gaps."""

from __future__ import annotations

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
from kg.namespaces import CONSTRUCT, PIF
from kg.pages.citations import Citation, Citations, Work, citations, claims_in
from kg.pages.study_names import StudyName, study_names

if TYPE_CHECKING:
    from kg.index import Index
    from kg.store.base import Store

PAGE = 40
_DOUBTS = 12
_GAPS = 40
_CLAIMS = 12
_SHARED = 12
_STUDIES_NAMED = 5
_MOST_COMPARED = 400

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


@dataclass(frozen=True, slots=True)
class CitedWork:
    """A work: who cites it, how often and what for, and the constructs spoken of there.

    ``intents`` and ``constructs`` are names and keys with their numbers, the largest first.
    """

    work: Work
    studies: tuple[str, ...]
    times: int
    intents: tuple[tuple[str, int], ...]
    constructs: tuple[tuple[str, int], ...]

    @property
    def title(self) -> str:
        """Its title; its address where none is known."""
        return self.work.title or self.work.iri


@dataclass(frozen=True, slots=True)
class WorkLine:
    """A work as the list shows it, its constructs with their labels."""

    cited: CitedWork
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
    truncated: bool
    """Whether there are more citations than were read."""
    names: dict[str, StudyName]


@dataclass(frozen=True, slots=True)
class _Whole:
    works: tuple[CitedWork, ...]
    doubts: tuple[Doubt, ...]
    shared: tuple[Shared, ...]
    gaps: Gaps
    truncated: bool


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
        works = [w for w in works if any(k == key for k, _ in w.constructs)]
    if words:
        wanted = words.casefold().split()
        works = [w for w in works if all(x in _text(w) for x in wanted)]
    shown = works[start : start + size]
    doubts = [d for d in whole.doubts if not study or d.study == study]
    wanted_names = {s for w in shown for s in w.studies[:_STUDIES_NAMED]}
    wanted_names |= {d.study for d in doubts[:_DOUBTS]}
    wanted_names |= {s for pair in whole.shared for s in (pair.first, pair.second)}
    return Literature(
        [_line(index, cited) for cited in shown],
        len(works),
        start,
        study,
        chosen,
        words,
        tuple(doubts[:_DOUBTS]),
        max(0, len(doubts) - _DOUBTS),
        whole.shared,
        whole.gaps,
        whole.truncated,
        study_names(store, index.revision, sorted(wanted_names)),
    )


def _whole(store: Store, index: Index) -> _Whole:
    known = citations(store, index.revision)
    about = claims_in(store, index.revision)
    by_work: dict[str, list[Citation]] = defaultdict(list)
    for citation in known.all:
        by_work[citation.work].append(citation)
    works = []
    for iri, those in by_work.items():
        work = known.work(iri)
        serves = {
            pair for c in those if c.sentence for pair in about.get((c.study, c.sentence), ())
        }
        works.append(
            CitedWork(
                work,
                tuple(sorted({c.study for c in those})),
                len(those),
                tuple(_most(Counter(intent for c in those for intent in c.intents))),
                tuple(_most(Counter(key for _, key in serves))),
            )
        )
    works.sort(key=lambda w: (-len(w.studies), -w.times, w.title.casefold(), w.work.iri))
    return _Whole(
        tuple(works), _doubts(known), _shared(works), _gaps(store, index), known.truncated
    )


def _text(cited: CitedWork) -> str:
    return f"{cited.work.title} {cited.work.printed} {cited.work.iri}".casefold()


def _line(index: Index, cited: CitedWork) -> WorkLine:
    labels = (Count(key, index.label("construct", key), n) for key, n in cited.constructs)
    return WorkLine(cited, tuple(labels))


def _most(counter: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counter.items(), key=lambda item: (-item[1], item[0]))


def _doubts(known: Citations) -> tuple[Doubt, ...]:
    found = [
        Doubt(c.iri, c.work, known.work(c.work).title or c.work, c.fit, c.study, c.sentence)
        for c in known.all
        if c.fit and c.fit != "ok"
    ]
    return tuple(sorted(found, key=lambda d: (d.fit != "mismatch", d.study, d.sentence, d.iri)))


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
