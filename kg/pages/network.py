"""Who cites what: studies and the works they share, and works that are cited in one breath."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from string import ascii_lowercase
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from kg.index import ask
from kg.pages.citations import Work, citations
from kg.pages.literature import Offered, offered
from kg.pages.study_names import StudyName, study_names
from kg.pages.works import CitedWork, Wanted, Works, most, wanted, works

if TYPE_CHECKING:
    from kg.index import Index
    from kg.store.base import Store

MOST_WORKS = 40
MOST_STUDIES = 40
MOST_LINES = 240
"""Where more lines cross nobody follows one; fewer studies are drawn then."""
_PAIRS = 12
_LONGEST_SENTENCE = 40
"""A sentence that cites more works than this is a list, not a breath."""


@dataclass(frozen=True, slots=True)
class Edge:
    """A study that cites a work: how often, and what for."""

    study: str
    work: str
    times: int
    intents: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Together:
    """Two works cited in the same sentences: in how many, of how many studies."""

    first: Work
    second: Work
    sentences: int
    studies: int


@dataclass(frozen=True, slots=True)
class Network:
    """The part that is drawn, and how much there is.

    ``studies`` and ``works`` stand in the order in which they are drawn; ``edges`` are all
    between them. ``total`` counts the works asked for, ``studies_total`` the studies that cite
    those that are drawn.
    """

    works: tuple[CitedWork, ...]
    studies: tuple[str, ...]
    edges: tuple[Edge, ...]
    total: int
    studies_total: int
    together: tuple[Together, ...]
    together_total: int
    wanted: Wanted
    construct: str
    offered: Offered
    names: dict[str, StudyName]
    labels: dict[str, str]
    """What each work drawn is called, told apart from others of the same people and year."""
    truncated: bool


def network(
    store: Store, *, study: str = "", construct: str = "", intent: str = "", words: str = ""
) -> Network:
    """Return the works that most studies cite, of those asked for, with who cites them.

    Raises:
        UnknownThing: There is no such study, construct or purpose.
    """

    def drawn(index: Index) -> Network:
        whole = works(store, index)
        asked = wanted(index, whole, study=study, construct=construct, intent=intent, words=words)
        return _network(store, index, whole, asked)

    return ask(store, drawn)


def edges(
    store: Store, *, study: str = "", construct: str = "", intent: str = "", words: str = ""
) -> Iterator[tuple[Edge, CitedWork]]:
    """Yield every study that cites one of the works asked for, those most studies cite first.

    Raises:
        UnknownThing: There is no such study, construct or purpose.
    """

    def gathered(index: Index) -> tuple[Works, Wanted]:
        whole = works(store, index)
        return whole, wanted(
            index, whole, study=study, construct=construct, intent=intent, words=words
        )

    whole, asked = ask(store, gathered)
    others = _others(asked)
    return ((edge, cited) for cited in whole.chosen(asked) for edge in _edges(whole, others, cited))


def _network(store: Store, index: Index, whole: Works, asked: Wanted) -> Network:
    found = whole.chosen(asked)
    others = _others(asked)
    shown = tuple(found[:MOST_WORKS])
    lines = [edge for cited in shown for edge in _edges(whole, others, cited)]
    degree = Counter(edge.study for edge in lines)
    kept = _kept_studies(lines, degree, asked.study)
    place = {cited.work.iri: i for i, cited in enumerate(shown)}
    at: dict[str, list[int]] = defaultdict(list)
    for edge in lines:
        at[edge.study].append(place[edge.work])
    ordered = sorted(kept, key=lambda s: (sum(at[s]) / len(at[s]), s))
    pairs = _together(store, index)
    those = {cited.work.iri for cited in found} if found is not whole.all else None
    listed = [p for p in pairs if those is None or (p.first.iri in those and p.second.iri in those)]
    return Network(
        shown,
        tuple(ordered),
        tuple(edge for edge in lines if edge.study in kept),
        len(found),
        len(degree),
        tuple(listed[:_PAIRS]),
        len(listed),
        asked,
        index.label("construct", asked.construct) if asked.construct else "",
        offered(whole),
        study_names(store, index.revision, sorted({*kept, *filter(None, [asked.study])})),
        _labels(shown),
        whole.truncated,
    )


def _kept_studies(lines: Sequence[Edge], degree: Counter[str], asked: str) -> set[str]:
    """Return the studies that are drawn: one at least for each work, then those that cite most."""
    by_work: dict[str, list[str]] = defaultdict(list)
    for edge in lines:
        by_work[edge.work].append(edge.study)

    def rank(study: str) -> tuple[bool, int, str]:
        return study != asked, -degree[study], study

    kept = {asked} & degree.keys()
    for studies in by_work.values():
        if len(kept) < MOST_STUDIES and kept.isdisjoint(studies):
            kept.add(min(studies, key=rank))
    drawn = sum(degree[study] for study in kept)
    for study in sorted(degree.keys() - kept, key=rank):
        drawn += degree[study]
        if len(kept) >= MOST_STUDIES or drawn > MOST_LINES:
            break
        kept.add(study)
    return kept


def _others(asked: Wanted) -> Wanted:
    """Return what is asked without the study: what others have in common with it is shown too."""
    return Wanted(construct=asked.construct, intent=asked.intent)


def _labels(shown: Sequence[CitedWork]) -> dict[str, str]:
    """Return what works are called; of several alike each gets a letter, as in print."""
    alike: dict[str, list[CitedWork]] = defaultdict(list)
    for cited in shown:
        alike[cited.work.short].append(cited)
    found = {}
    for name, those in alike.items():
        dated = name.endswith(those[0].work.year) and those[0].work.year
        for letter, cited in zip(ascii_lowercase, sorted(those, key=_first_letters), strict=False):
            found[cited.work.iri] = f"{name}{letter}" if len(those) > 1 and dated else name
    return found


def _first_letters(cited: CitedWork) -> tuple[str, str]:
    return cited.title.casefold(), cited.work.iri


def _edges(whole: Works, asked: Wanted, cited: CitedWork) -> list[Edge]:
    times: Counter[str] = Counter()
    intents: dict[str, Counter[str]] = defaultdict(Counter)
    for citation in whole.cited_so(cited, asked):
        times[citation.study] += 1
        intents[citation.study].update(citation.intents)
    return [
        Edge(study, cited.work.iri, n, most(intents[study])) for study, n in sorted(times.items())
    ]


_kept: WeakKeyDictionary[Index, Sequence[Together]] = WeakKeyDictionary()


def _together(store: Store, index: Index) -> Sequence[Together]:
    """Return works cited in the same sentence, more than once or by the one study there is."""
    if index not in _kept:
        known = citations(store, index.revision)
        sentences: Counter[tuple[str, str]] = Counter()
        studies: dict[tuple[str, str], set[str]] = defaultdict(set)
        for (study, _), those in sorted(known.by_sentence.items()):
            cited = sorted({c.work for c in those})
            if len(cited) <= _LONGEST_SENTENCE:
                for pair in combinations(cited, 2):
                    sentences[pair] += 1
                    studies[pair].add(study)
        found = [
            Together(known.work(a), known.work(b), n, len(studies[a, b]))
            for (a, b), n in sentences.items()
            if n > 1
        ]
        found.sort(key=lambda p: (-p.studies, -p.sentences, p.first.short, p.second.short))
        _kept[index] = tuple(found)
    return _kept[index]
