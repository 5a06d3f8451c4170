"""Every work that is cited: by whom, how often, what for, and where which constructs are spoken of.

Gathered once for a state of the index; a page takes what it shows from there.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from kg.errors import UnknownThing
from kg.index.naming import resolve
from kg.pages.citations import Citation, Citations, Work, citations
from kg.pages.claimed import Place, by_sentence

if TYPE_CHECKING:
    from kg.index import Index
    from kg.store.base import Store


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
class Doubt:
    """A citation whose work does not fit, or may not."""

    iri: str
    work: str
    title: str
    fit: str
    study: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which works are asked for; what is empty is not. ``construct`` and ``study`` are keys."""

    study: str = ""
    construct: str = ""
    intent: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Works:
    """All works, those that most studies cite first; with numbers into them by what they have.

    ``intents`` and ``constructs`` count the works cited for each, the most first; ``labels`` name
    the constructs. ``doubts`` are of all studies, what does not fit at all first. ``truncated``
    says that there are more citations than were read.
    """

    all: tuple[CitedWork, ...]
    citations: Mapping[str, tuple[Citation, ...]]
    about: Mapping[Place, frozenset[str]]
    intents: tuple[tuple[str, int], ...]
    constructs: tuple[tuple[str, int], ...]
    labels: Mapping[str, str]
    doubts: tuple[Doubt, ...]
    truncated: bool
    texts: tuple[str, ...]
    by_study: Mapping[str, frozenset[int]]
    by_intent: Mapping[str, frozenset[int]]
    by_construct: Mapping[str, frozenset[int]]

    def chosen(self, wanted: Wanted) -> Sequence[CitedWork]:
        """Return the works asked for: some one citation of each is as is asked."""
        parts = [
            held.get(key, frozenset())
            for held, key in (
                (self.by_study, wanted.study),
                (self.by_intent, wanted.intent),
                (self.by_construct, wanted.construct),
            )
            if key
        ]
        words = wanted.words.casefold().split()
        if not parts and not words:
            return self.all
        numbers: Iterable[int] = range(len(self.all))
        if parts:
            numbers = sorted(frozenset.intersection(*parts))
        if words:
            numbers = [i for i in numbers if all(word in self.texts[i] for word in words)]
        found = [self.all[i] for i in numbers]
        if len(parts) > 1:
            found = [w for w in found if next(self.cited_so(w, wanted), None)]
        return found

    def cited_so(self, cited: CitedWork, wanted: Wanted) -> Iterator[Citation]:
        """Yield the citations of a work that are as is asked."""
        for c in self.citations[cited.work.iri]:
            if wanted.study and c.study != wanted.study:
                continue
            if wanted.intent and wanted.intent not in c.intents:
                continue
            here = self.about.get((c.study, c.sentence), frozenset()) if c.sentence else frozenset()
            if wanted.construct and wanted.construct not in here:
                continue
            yield c


_kept: WeakKeyDictionary[Index, Works] = WeakKeyDictionary()


def works(store: Store, index: Index) -> Works:
    """Return all works of a state of the index."""
    if index not in _kept:
        _kept[index] = _gathered(store, index)
    return _kept[index]


def wanted(
    index: Index,
    whole: Works,
    *,
    study: str = "",
    construct: str = "",
    intent: str = "",
    words: str = "",
) -> Wanted:
    """Read what is asked for, by the names people give.

    Raises:
        UnknownThing: There is no such study, construct or purpose.
    """
    known = {name for name, _ in whole.intents}
    if intent and intent not in known:
        name = intent.removeprefix("cito:").rpartition("/")[2]
        alike = {each.casefold(): each for each in known}
        if name.casefold() not in alike:
            raise UnknownThing(
                f"No work is cited for {intent[:80]!r}.",
                f"There are {', '.join(sorted(known)[:12])}." if known else "Nothing is cited.",
            )
        intent = alike[name.casefold()]
    return Wanted(
        resolve(index, "study", study) if study else "",
        resolve(index, "construct", construct) if construct else "",
        intent,
        words,
    )


def most(counter: Counter[str]) -> tuple[tuple[str, int], ...]:
    """Return what was counted, the largest first."""
    return tuple(sorted(counter.items(), key=lambda item: (-item[1], item[0])))


def _gathered(store: Store, index: Index) -> Works:
    known = citations(store, index.revision)
    about = {
        place: frozenset(key for claim in claims for key in claim.constructs)
        for place, claims in by_sentence(store, index.revision).items()
    }
    serves = {
        place: [(c.iri, key) for c in claims for key in c.constructs]
        for place, claims in by_sentence(store, index.revision).items()
    }
    by_work: dict[str, list[Citation]] = defaultdict(list)
    for citation in known.all:
        by_work[citation.work].append(citation)
    found = []
    for iri, those in by_work.items():
        places = {(c.study, c.sentence) for c in those if c.sentence}
        pairs = {pair for place in places for pair in serves.get(place, ())}
        found.append(
            CitedWork(
                known.work(iri),
                tuple(sorted({c.study for c in those})),
                len(those),
                most(Counter(intent for c in those for intent in c.intents)),
                most(Counter(key for _, key in pairs)),
            )
        )
    found.sort(key=lambda w: (-len(w.studies), -w.times, w.title.casefold(), w.work.iri))
    by_intent = _numbers(found, lambda w: (name for name, _ in w.intents))
    by_construct = _numbers(found, lambda w: (key for key, _ in w.constructs))
    return Works(
        all=tuple(found),
        citations={iri: tuple(those) for iri, those in by_work.items()},
        about=about,
        intents=most(Counter({name: len(held) for name, held in by_intent.items()})),
        constructs=most(Counter({key: len(held) for key, held in by_construct.items()})),
        labels={key: index.label("construct", key) for key in by_construct},
        doubts=_doubts(known),
        truncated=known.truncated,
        texts=tuple(f"{w.work.title} {w.work.printed} {w.work.iri}".casefold() for w in found),
        by_study=_numbers(found, lambda w: w.studies),
        by_intent=by_intent,
        by_construct=by_construct,
    )


def _doubts(known: Citations) -> tuple[Doubt, ...]:
    found = [
        Doubt(c.iri, c.work, known.work(c.work).title or c.work, c.fit, c.study, c.sentence)
        for c in known.all
        if c.fit and c.fit != "ok"
    ]
    return tuple(sorted(found, key=lambda d: (d.fit != "mismatch", d.study, d.sentence, d.iri)))


def _numbers(
    found: Sequence[CitedWork], values: Callable[[CitedWork], Iterable[str]]
) -> dict[str, frozenset[int]]:
    held: dict[str, list[int]] = defaultdict(list)
    for i, work in enumerate(found):
        for value in values(work):
            held[value].append(i)
    return {value: frozenset(numbers) for value, numbers in held.items()}
