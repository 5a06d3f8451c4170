"""How much the graph holds: statements, things, classes and properties, counted once a revision.

Everything is counted over named graphs, as ``GRAPH ?g { … }`` sees it: a statement that two graphs
make counts in each. So the numbers are the same on every engine; not all of them take such a
statement for one when they are asked about the union of graphs.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg import terms
from kg.errors import UnknownThing
from kg.namespaces import derived_graph, mapping_graph, study_graph

if TYPE_CHECKING:
    from kg.store.base import Store

_KEPT = 4
_STUDIES_KEPT = 256

_GRAPHS = "SELECT ?g (COUNT(*) AS ?n) WHERE { WHICH GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
_PROPERTIES = """\
SELECT ?p (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?subjects) (COUNT(DISTINCT ?o) AS ?objects)
WHERE { WHICH GRAPH ?g { ?s ?p ?o } }
GROUP BY ?p"""
_CLASSES = f"""\
SELECT ?class (COUNT(DISTINCT ?s) AS ?n)
WHERE {{ WHICH GRAPH ?g {{ ?s {terms.A} ?class }} FILTER(isIRI(?class)) }}
GROUP BY ?class"""
_ENTITIES = """\
SELECT (COUNT(DISTINCT ?s) AS ?n)
WHERE { WHICH GRAPH ?g { ?s ?p ?o } FILTER(isIRI(?s)) }"""


@dataclass(frozen=True, slots=True, order=True)
class GraphSize:
    """One named graph and how many statements it makes."""

    iri: str
    triples: int


@dataclass(frozen=True, slots=True, order=True)
class ClassPartition:
    """One class and how many things are said to be of it."""

    iri: str
    entities: int


@dataclass(frozen=True, slots=True, order=True)
class PropertyPartition:
    """One property: its statements, and how many different subjects and objects they have."""

    iri: str
    triples: int
    subjects: int
    objects: int


@dataclass(frozen=True, slots=True)
class Statistics:
    """How much there is. Partitions are sorted by IRI; ``entities`` are things with an IRI."""

    triples: int
    entities: int
    class_partitions: tuple[ClassPartition, ...]
    property_partitions: tuple[PropertyPartition, ...]
    graphs: tuple[GraphSize, ...]

    def entities_of(self, iri: str) -> int:
        """Return how many things are of a class."""
        return next((c.entities for c in self.class_partitions if c.iri == iri), 0)

    def triples_with(self, iri: str) -> int:
        """Return how many statements have a property."""
        return next((p.triples for p in self.property_partitions if p.iri == iri), 0)


class _Kept:
    """What was counted, by store and revision; the oldest goes when there is too much."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._known: dict[tuple[str, ...], Statistics] = {}
        self._turn = threading.Lock()

    def get(self, key: tuple[str, ...], count: Callable[[], Statistics]) -> Statistics:
        # Whoever asks meanwhile waits: counting twice at once would take twice as long.
        with self._turn:
            found = self._known.pop(key, None) or count()
            self._known[key] = found
            while len(self._known) > self._most:
                del self._known[next(iter(self._known))]
            return found


_wholes = _Kept(_KEPT)
_studies = _Kept(_STUDIES_KEPT)


def statistics(store: Store) -> Statistics:
    """Count what a store holds: all studies, the ontology and the scheme.

    The first call after a change reads everything once (about a second for a million statements);
    later ones cost nothing.
    """
    key = (store.address, store.revision())
    return _wholes.get(key, lambda: _counted(store, ""))


def study_statistics(store: Store, study: str) -> Statistics:
    """Count what a store holds of one study: its asserted, mapping and derived graphs.

    Raises:
        UnknownThing: No such study.
    """
    held = next((s for s in store.studies() if s.id == study), None)
    if held is None:
        raise UnknownThing(f"There is no study {study!r}.", "`pif studies` lists them.")
    graphs = (study_graph(study), mapping_graph(study), derived_graph(study))
    which = f"VALUES ?g {{ {' '.join(map(terms.iri, graphs))} }}"
    return _studies.get((store.address, study, held.digest), lambda: _counted(store, which))


def _counted(store: Store, which: str) -> Statistics:
    def ask(sparql: str) -> list[dict[str, str]]:
        return list(store.query(sparql.replace("WHICH", which)).rows())

    properties = sorted(
        PropertyPartition(
            terms.value_of(row["p"]), _n(row["n"]), _n(row["subjects"]), _n(row["objects"])
        )
        for row in ask(_PROPERTIES)
    )
    classes = sorted(
        ClassPartition(terms.value_of(row["class"]), _n(row["n"])) for row in ask(_CLASSES)
    )
    sizes = sorted(GraphSize(terms.value_of(r["g"]), _n(r["n"])) for r in ask(_GRAPHS))
    [entities] = ask(_ENTITIES)
    return Statistics(
        sum(p.triples for p in properties),
        _n(entities["n"]),
        tuple(classes),
        tuple(properties),
        tuple(sizes),
    )


def _n(term: str) -> int:
    return int(terms.value_of(term))
