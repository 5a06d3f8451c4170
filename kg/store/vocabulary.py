"""The two graphs that every store holds besides its studies: the ontology and the shared scheme."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources.abc import Traversable

from kg import resources
from kg.namespaces import ONTOLOGY_GRAPH, SCHEME_GRAPH


@dataclass(frozen=True, slots=True)
class FixedGraph:
    """A graph that ships with the package, as Turtle texts by file name."""

    iri: str
    texts: tuple[tuple[str, str], ...]
    digest: str


@cache
def fixed_graphs() -> tuple[FixedGraph, ...]:
    """Return the ontology, its modules with it and its alignments not, and the scheme."""
    ontology = resources.folder("ontology")
    modules = ontology / "modules"
    return (
        _graph(
            ONTOLOGY_GRAPH,
            [
                ontology / "pif.ttl",
                *(resources.files_in(modules, ".ttl") if modules.is_dir() else []),
            ],
        ),
        _graph(SCHEME_GRAPH, [ontology / "scheme.ttl"]),
    )


def _graph(iri: str, places: list[Traversable]) -> FixedGraph:
    texts = tuple((place.name, resources.read(place)) for place in _there(places))
    return FixedGraph(iri, texts, sha256("\n".join(text for _, text in texts).encode()).hexdigest())


def _there(places: list[Traversable]) -> Iterator[Traversable]:
    return (place for place in places if place.is_file())
