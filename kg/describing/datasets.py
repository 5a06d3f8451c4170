"""The words with which VoID and DCAT describe what is served, and what both need to know."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from kg import terms
from kg.describing.asking import ask
from kg.namespaces import CITO, PIF, PROV, SKOS, mapping_graph, shorten
from kg.terms import iri

if TYPE_CHECKING:
    from kg.describing.memory import Memory
    from kg.store.base import Store

VOID = "http://rdfs.org/ns/void#"
DCAT = "http://www.w3.org/ns/dcat#"
HYDRA = "http://www.w3.org/ns/hydra/core#"
VCARD = "http://www.w3.org/2006/vcard/ns#"

TITLE = "Evidence on professional identity formation"
DESCRIPTION = (
    "Quotes of qualitative studies with their speakers, codes, claims and citations; the shared "
    "scheme of constructs they bear on; and what follows from them, each fact in a named graph."
)
KEYWORDS = ("professional identity formation", "qualitative research", "coded quotes")
PER_PAGE = 200
"""Studies that one page of a catalogue describes."""

Url = Callable[[str], str]
"""Returns the absolute address of a path of the site."""

_MATCHES = [f"{SKOS}{name}Match" for name in ("exact", "close", "broad", "narrow", "related")]
_TO_WORKS = [f"{PIF}toWork", f"{PIF}statedIn", f"{PIF}reportedIn", f"{CITO}hasCitedEntity"]
_MAPPED = f"""\
SELECT ?g ?p (COUNT(*) AS ?n)
WHERE {{ VALUES ?p {{ {" ".join(map(iri, _MATCHES))} }} GRAPH ?g {{ ?s ?p ?o }} }}
GROUP BY ?g ?p"""
_CITED = f"""\
SELECT ?p (COUNT(*) AS ?n)
WHERE {{
  VALUES ?p {{ {" ".join(map(iri, _TO_WORKS))} }}
  GRAPH ?g {{ ?s ?p ?o }}
  FILTER(STRSTARTS(STR(?o), "https://doi.org/"))
}}
GROUP BY ?p"""


@dataclass(frozen=True, slots=True)
class Served:
    """Where a site answers: absolute addresses, and whether it has an endpoint."""

    url: Url
    sparql: bool = False
    publisher: str = ""


@dataclass(frozen=True, slots=True)
class LinkCount:
    """How many statements of one property lead from a study (all if empty) to another data set."""

    study: str
    property: str
    count: int


def mapped(store: Store, memory: Memory) -> list[LinkCount]:
    """Return how many mappings lead from each study's codes to constructs, by property."""
    start = mapping_graph("")
    return [
        LinkCount(graph[len(start) :], property, n)
        for graph, property, n in _counted(store, memory, "mapped", _MAPPED)
        if graph.startswith(start)
    ]


def cited(store: Store, memory: Memory) -> list[LinkCount]:
    """Return how many statements lead to works with a DOI, by property."""
    return [LinkCount("", p, n) for _, p, n in _counted(store, memory, "cited", _CITED)]


def found_by(dataset: str, works: Iterable[str]) -> Iterator[terms.Triple]:
    """Say by which words the data set of a study is found, and which works it was made from."""
    for word in KEYWORDS:
        yield iri(dataset), iri(f"{DCAT}keyword"), terms.text(word, "en")
    for work in works:
        yield iri(dataset), iri(f"{PROV}wasDerivedFrom"), iri(work)


def fragment(name: str) -> str:
    """Return a name for use in an address: a property or class by prefix and name.

    >>> fragment("http://www.w3.org/2004/02/skos/core#broader")
    'skos-broader'
    """
    short = shorten(name)
    if short != name and re.fullmatch(r"[A-Za-z]+:[A-Za-z0-9_-]+", short, re.ASCII):
        return short.replace(":", "-")
    return sha256(name.encode()).hexdigest()[:16]


def on_page(ids: list[str], after: str) -> tuple[list[str], str]:
    """Return the studies of a page of a catalogue, and the key of the next page or nothing."""
    rest = [id for id in ids if id > after]
    shown = rest[:PER_PAGE]
    return shown, shown[-1] if len(rest) > PER_PAGE else ""


def paged(here: str, first: str, following: str, total: int) -> Iterator[terms.Triple]:
    """Say that a document is one page of several."""
    view, collection = iri(here), iri(f"{first}#studies")
    yield collection, terms.A, iri(f"{HYDRA}Collection")
    yield collection, iri(f"{HYDRA}totalItems"), terms.typed(total, "integer")
    yield collection, iri(f"{HYDRA}view"), view
    yield view, terms.A, iri(f"{HYDRA}PartialCollectionView")
    yield view, iri(f"{HYDRA}first"), iri(first)
    if following:
        yield view, iri(f"{HYDRA}next"), iri(following)


def _counted(store: Store, memory: Memory, name: str, sparql: str) -> list[tuple[str, str, int]]:
    known = memory.counts.get((name,))
    if known is None:
        rows = [row for row in ask(store, sparql) if "p" in row]
        counts = {
            f"{terms.value_of(row.get('g', '<>'))} {terms.value_of(row['p'])}": int(
                terms.value_of(row["n"])
            )
            for row in rows
        }
        known = memory.counts.put((name,), counts)
    found = []
    for key, n in sorted(known.items()):
        graph, _, property = key.partition(" ")
        found.append((graph, property, n))
    return found
