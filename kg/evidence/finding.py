"""One box for everything: constructs, codes, studies, claims, works and quotes, by their words.

Quotes are searched in the index. What else there is, with labels and sentences, is read from the
store once for each of its revisions and kept in memory, so that a search costs a walk over it.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from heapq import nsmallest
from typing import TYPE_CHECKING, Literal, cast

from kg.errors import UsageError
from kg.evidence.answering import answer_from
from kg.evidence.question import Question, words
from kg.index import Index, Kind, QuoteRow, ask
from kg.index.kinds import concept_key
from kg.index.searching import Term, parse
from kg.namespaces import SCHEME
from kg.query_text import with_prefixes
from kg.terms import value_of

if TYPE_CHECKING:
    from kg.store.base import Store

Sort = Literal["construct", "code", "study", "claim", "work", "quote"]
SORTS: tuple[Sort, ...] = ("construct", "code", "study", "claim", "work", "quote")
MOST_RESULTS = 50
"""How many results of one sort are given at most."""
MOST_THINGS = 200_000
"""How many things of one sort are looked through."""
_STORES_KEPT = 4

_THINGS: dict[Sort, str] = {
    "construct": f"""\
        ?iri skos:inScheme <{SCHEME}> ; skos:prefLabel ?label .
        OPTIONAL {{ ?iri skos:definition ?text }} OPTIONAL {{ ?iri skos:altLabel ?other }}""",
    "code": """\
        ?iri a pif:Code ; pif:identifier ?id ; skos:prefLabel ?label .
        ?iri pif:ofStudy/pif:identifier ?study . OPTIONAL { ?iri skos:definition ?text }""",
    "study": """\
        ?iri a pif:Study ; pif:identifier ?id ; dcterms:title ?label .
        OPTIONAL { ?iri dcterms:description ?text }""",
    "claim": """\
        ?iri a pif:Claim ; pif:identifier ?id ; pif:text ?text .
        ?iri pif:ofStudy/pif:identifier ?study .""",
    "work": """\
        ?reference pif:toWork ?iri . ?iri dcterms:title ?label .""",
}


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that has a name or a sentence. ``key`` is what options take: ``study/id``, …"""

    sort: Sort
    key: str
    iri: str
    label: str
    text: str = ""
    study: str = ""
    others: tuple[str, ...] = ()
    """Other labels it is known by."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing that was found, with how many quotes have to do with it."""

    thing: Thing
    quotes: int


@dataclass(frozen=True, slots=True)
class Group:
    """What was found of one sort: ``hits``, or for quotes ``rows``; ``total`` counts all.

    ``looked_through`` is False where there are more things of the sort than are looked through.
    """

    sort: Sort
    total: int
    hits: tuple[Hit, ...] = ()
    rows: tuple[QuoteRow, ...] = ()
    looked_through: bool = True


def find(
    store: Store, text: str, *, sorts: Sequence[Sort] = SORTS, limit: int = 5
) -> tuple[Group, ...]:
    """Find what somebody typed: words, "phrases", begin*; all must occur, in labels or texts.

    In names and sentences a word may be the beginning of one; in quotes only with a ``*``. The
    nearest come first: what is called so, what begins so, what has the words in its name, in
    another name, in its text. Groups come in the order of :data:`SORTS`.

    Raises:
        UsageError: There is no word in the text, or ``limit`` is not from 1 to 50.
        LimitReached: There are too many words.
    """
    if not 1 <= limit <= MOST_RESULTS:
        raise UsageError(
            f"There cannot be {limit} results of one sort.", f"Ask for 1 to {MOST_RESULTS}."
        )
    terms = parse(text)
    return ask(store, partial(_found, store, text, terms, tuple(sorts), limit))


def _found(
    store: Store, text: str, terms: list[Term], sorts: Sequence[Sort], limit: int, index: Index
) -> tuple[Group, ...]:
    groups = []
    for sort in SORTS:
        if sort not in sorts:
            continue
        if sort == "quote":
            answer = answer_from(index, Question(words(text)), limit=limit, facets=(), order="rank")
            groups.append(Group("quote", answer.total, rows=tuple(answer.rows)))
        else:
            entries, whole = _vocabulary(store, index)[sort]
            total, best = _matching(entries, text, terms, limit)
            hits = tuple(Hit(thing, _quotes(index, thing)) for thing in best)
            groups.append(Group(sort, total, hits, looked_through=whole))
    return tuple(groups)


def _quotes(index: Index, thing: Thing) -> int:
    kind = cast("Kind", thing.sort)
    return len(index.bitmap(kind, thing.key))


# Matching.


@dataclass(frozen=True, slots=True)
class _Entry:
    """A thing with its words as they are compared."""

    thing: Thing
    label: str
    others: str
    everything: str


def _matching(
    entries: Iterable[_Entry], text: str, terms: list[Term], limit: int
) -> tuple[int, list[Thing]]:
    said = _folded(text).strip()
    needed = [_folded(word) for term in terms for word in term.words]
    begins = [re.compile(_pattern(term)) for term in terms]
    whole = [re.compile(_pattern(term) + r"(?!\w)") for term in terms]
    found = []
    for entry in entries:
        if not all(word in entry.everything for word in needed):
            continue
        if not all(p.search(entry.everything) for p in begins):
            continue
        rank = _rank(entry, said, begins, whole)
        found.append((rank, len(entry.label), entry.label, entry.thing.key, entry.thing))
    return len(found), [each[-1] for each in nsmallest(limit, found, key=lambda f: f[:-1])]


def _rank(
    entry: _Entry, said: str, begins: list[re.Pattern[str]], whole: list[re.Pattern[str]]
) -> int:
    if said in (entry.label, entry.thing.key.casefold().rpartition("/")[2]):
        return 0
    tests: list[Callable[[], bool]] = [
        lambda: entry.label.startswith(said),
        lambda: all(p.search(entry.label) for p in whole),
        lambda: all(p.search(entry.label) for p in begins),
        lambda: all(p.search(entry.others) for p in begins),
        lambda: all(p.search(entry.everything) for p in whole),
    ]
    return next((i for i, test in enumerate(tests, 1) if test()), len(tests) + 1)


def _pattern(term: Term) -> str:
    return r"(?<!\w)" + r"[\W_]+".join(re.escape(_folded(word)) for word in term.words)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


# What there is.

_Vocabulary = dict[Sort, tuple[list[_Entry], bool]]
_kept: dict[str, tuple[str, _Vocabulary]] = {}
_turn = threading.Lock()


def _vocabulary(store: Store, index: Index) -> _Vocabulary:
    with _turn:
        held = _kept.get(store.address)
        if held is not None and held[0] == index.revision:
            return held[1]
        made = {sort: _read(store, sort, index) for sort in _THINGS}
        _kept.pop(store.address, None)
        _kept[store.address] = (index.revision, made)
        while len(_kept) > _STORES_KEPT:
            del _kept[next(iter(_kept))]
        return made


def _read(store: Store, sort: Sort, index: Index) -> tuple[list[_Entry], bool]:
    asked = f"SELECT * WHERE {{ {_THINGS[sort]} }} LIMIT {MOST_THINGS + 1}"
    things: dict[str, Thing] = {}
    others: dict[str, set[str]] = {}
    count = 0
    for row in store.query(with_prefixes(asked)).rows():
        count += 1
        said = {name: value_of(term) for name, term in row.items()}
        iri = said["iri"]
        if "other" in said:
            others.setdefault(iri, set()).add(said["other"])
        made = _thing(sort, iri, said)
        if sort == "study" and not index.has_study(made.key):
            continue  # named by another study whose data it lent
        # Of several labels, or titles of a work in several lists, the first by letter.
        if iri not in things or (made.label, made.text) < (things[iri].label, things[iri].text):
            things[iri] = made
    entries = [_entry(t, sorted(others.get(iri, ()))) for iri, t in sorted(things.items())]
    return entries, count <= MOST_THINGS


def _thing(sort: Sort, iri: str, said: dict[str, str]) -> Thing:
    study, id = said.get("study", ""), said.get("id", "")
    key = {
        "construct": lambda: concept_key(iri),
        "study": lambda: id,
        "work": lambda: iri,
    }.get(sort, lambda: f"{study}/{id}")()
    return Thing(sort, key, iri, said.get("label", id), said.get("text", ""), study)


def _entry(thing: Thing, others: list[str]) -> _Entry:
    if others:
        thing = Thing(thing.sort, thing.key, thing.iri, thing.label, thing.text, thing.study,
                      tuple(others))  # fmt: skip
    label, also = _folded(thing.label), _folded(" · ".join(others))
    name = thing.iri if thing.sort == "work" else thing.key.rpartition("/")[2]
    everything = " · ".join([label, also, _folded(name), _folded(thing.text)])
    return _Entry(thing, label, also, everything)
