"""What the reasoner makes of a construct: the class behind it, its members, and itself."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg import terms
from kg.identifiers import split_thing_iri
from kg.namespaces import BASE, PIF, RDF
from kg.pages.definitions import ClassOfOntology, classes_behind, described, label_of

if TYPE_CHECKING:
    from kg.store.base import Store

MOST_MEMBERS = 5

_COUNT = f"""\
SELECT (COUNT(DISTINCT ?episode) AS ?n) ?_class_iri WHERE {{
  ?episode a ?_class_iri . FILTER EXISTS {{ ?quote <{PIF}evidences> ?episode }}
}} GROUP BY ?_class_iri"""
_MEMBERS = f"""\
SELECT DISTINCT ?episode ?_class_iri WHERE {{
  ?episode a ?_class_iri . ?quote <{PIF}evidences> ?episode .
}} ORDER BY ?episode LIMIT {MOST_MEMBERS}"""
_FACTS = f"""\
SELECT ?episode ?graph ?class WHERE {{
  VALUES ?episode {{ %s }}
  GRAPH ?graph {{ ?episode <{RDF}type> ?class }}
}}"""
_TOLD = (
    f"SELECT ?episode ?quote WHERE {{ VALUES ?episode {{ %s }} ?quote <{PIF}evidences> ?episode }}"
)
_TYPES = f"""\
SELECT DISTINCT ?class ?_thing_iri WHERE {{
  GRAPH ?graph {{ ?_thing_iri <{RDF}type> ?class }}
  FILTER(STRSTARTS(STR(?graph), "{BASE}graph/derived/"))
}}"""


@dataclass(frozen=True, slots=True)
class Member:
    """An episode of the class. ``recorded`` are the labels of what it was recorded as.

    ``worked_out`` says whether its membership was derived rather than recorded.
    """

    iri: str
    id: str
    recorded: tuple[str, ...]
    worked_out: bool
    quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Behind:
    """A class behind the construct, how many episodes it has, and the first of them."""

    class_: ClassOfOntology
    members: tuple[Member, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Reasoned:
    """The classes behind a construct, and those that the construct itself falls into."""

    behind: tuple[Behind, ...]
    itself: tuple[ClassOfOntology, ...]


def reasoned(store: Store, iri: str) -> Reasoned:
    """Return what the reasoner makes of a construct (IRI)."""
    term = terms.iri(iri)
    behind = tuple(_behind(store, class_) for class_ in classes_behind().get(term, ()))
    types = {row["class"] for row in store.query(_TYPES, {"_thing_iri": term}).rows()}
    ours = [t for t in sorted(types) if t.startswith(f"<{PIF}")]
    # Of defined classes only: that a construct is a construct tells nobody anything.
    itself = tuple(found for found in map(described, ours) if found.defined)
    return Reasoned(behind, itself)


def _behind(store: Store, class_: str) -> Behind:
    bound = {"_class_iri": class_}
    rows = list(store.query(_COUNT, bound).rows())
    count = int(terms.value_of(rows[0]["n"])) if rows else 0
    episodes = [row["episode"] for row in store.query(_MEMBERS, bound).rows()] if count else []
    return Behind(described(class_), tuple(_members(store, class_, episodes)), count)


def _members(store: Store, class_: str, episodes: list[str]) -> list[Member]:
    if not episodes:
        return []
    among = " ".join(episodes)
    stated: dict[str, set[str]] = defaultdict(set)
    for row in store.query(_FACTS % among).rows():
        if not terms.value_of(row["graph"]).startswith(f"{BASE}graph/derived/"):
            stated[row["episode"]].add(row["class"])
    quotes: dict[str, set[str]] = defaultdict(set)
    for row in store.query(_TOLD % among).rows():
        quotes[row["episode"]].add(terms.value_of(row["quote"]))
    found = []
    for episode in episodes:
        iri = terms.value_of(episode)
        named = split_thing_iri(iri)
        found.append(
            Member(
                iri,
                named[2] if named else iri,
                tuple(sorted(label_of(c) for c in stated[episode])),
                class_ not in stated[episode],
                tuple(sorted(quotes[episode])),
            )
        )
    return found
