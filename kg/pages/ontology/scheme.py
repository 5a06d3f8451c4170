"""The shared scheme as a document: each construct with its meaning and where that comes from."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from kg import terms
from kg.describing.vocabulary import vocabularies
from kg.namespaces import CONSTRUCT, DCTERMS, PIF, SCHEME, SKOS

_MATCHES = {
    f"<{SKOS}exactMatch>": "means the same as",
    f"<{SKOS}closeMatch>": "is close to",
    f"<{SKOS}broadMatch>": "is part of what is meant by",
    f"<{SKOS}narrowMatch>": "is wider than",
    f"<{SKOS}relatedMatch>": "is related to",
}


@dataclass(frozen=True, slots=True)
class Concept:
    """A construct with what is below it in its collection; ``others`` are further names."""

    key: str
    label: str
    others: tuple[str, ...]
    definition: str
    notes: tuple[str, ...]
    sources: tuple[str, ...]
    sentences: tuple[str, ...]
    anchor: str
    above: tuple[tuple[str, str], ...]
    """What it is a kind of in another collection, as key and label."""
    matches: tuple[tuple[str, str], ...]
    below: tuple[Concept, ...]
    again: bool = False
    """It stands at another place too, and all is said of it there."""


@dataclass(frozen=True, slots=True)
class Collection:
    """A part of the scheme."""

    key: str
    label: str
    definition: str
    concepts: tuple[Concept, ...]
    size: int


@cache
def collections() -> tuple[Collection, ...]:
    """Return the parts of the shared scheme, each with its constructs as trees."""
    about: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for s, p, o in vocabularies()[SCHEME].triples:
        about[s][p].append(o)
    parts = [s for s, said in about.items() if f"<{SKOS}Collection>" in said[terms.A]]
    passed: set[str] = set()
    return tuple(_collection(part, about, passed) for part in parts)


_About = dict[str, dict[str, list[str]]]


def _collection(part: str, about: _About, passed: set[str]) -> Collection:
    members = sorted(about[part][f"<{SKOS}member>"], key=lambda m: _label(m, about).casefold())
    inside = set(members)
    roots = [m for m in members if not inside & set(about[m][f"<{SKOS}broader>"])]
    return Collection(
        _key(part),
        _label(part, about),
        _first(about[part], f"{SKOS}definition"),
        tuple(_concept(root, members, about, passed) for root in roots),
        len(members),
    )


def _concept(term: str, among: list[str], about: _About, passed: set[str]) -> Concept:
    said, again = about[term], term in passed
    passed.add(term)
    below = [m for m in among if not again and term in about[m][f"<{SKOS}broader>"]]
    elsewhere = [b for b in said[f"<{SKOS}broader>"] if b not in among]
    return Concept(
        _key(term),
        _label(term, about),
        _texts(said, f"{SKOS}altLabel"),
        _first(said, f"{SKOS}definition"),
        _texts(said, f"{SKOS}scopeNote"),
        _texts(said, f"{DCTERMS}source"),
        _texts(said, f"{PIF}statedInSentence"),
        _first(said, f"{PIF}anchorText"),
        tuple((_key(up), _label(up, about)) for up in elsewhere),
        tuple((word, terms.value_of(o)) for p, word in _MATCHES.items() for o in said[p]),
        tuple(_concept(m, among, about, passed) for m in below),
        again,
    )


def _key(term: str) -> str:
    return terms.value_of(term).removeprefix(CONSTRUCT)


def _label(term: str, about: _About) -> str:
    return _first(about[term], f"{SKOS}prefLabel") or _key(term)


def _first(said: dict[str, list[str]], property: str) -> str:
    return next(iter(_texts(said, property)), "")


def _texts(said: dict[str, list[str]], property: str) -> tuple[str, ...]:
    return tuple(map(terms.value_of, said[f"<{property}>"]))
