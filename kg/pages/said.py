"""What is said of one thing, property by property.

One branch for each property: engines find the properties of a thing by walking along all that is
said of it, and of a construct or a code that is every quote behind it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

from kg import terms
from kg.namespaces import BASE, PIF
from kg.store.facts import at_hand
from kg.terms import A

if TYPE_CHECKING:
    from kg.store.base import Store

Said = Mapping[str, Sequence[str]]
"""Values (terms), sorted, by the local name of their property."""

_TYPES = f"SELECT ?class ?graph ?_thing_iri WHERE {{ GRAPH ?graph {{ ?_thing_iri {A} ?class }} }}"


def said_of(store: Store, iri: str, properties: Iterable[str]) -> Said:
    """Return the values that a thing (IRI) has for some properties (IRIs)."""
    wanted = tuple(properties)
    found: dict[str, set[str]] = defaultdict(set)
    known = at_hand(store, terms.iri(iri))
    if known is not None:
        among = set(map(terms.iri, wanted))
        for p, o, _ in known:
            if p in among:
                found[local(p)].add(o)
    else:
        for row in store.query(_asked(wanted), {"_thing_iri": terms.iri(iri)}).rows():
            found[local(row["property"])].add(row["value"])
    return defaultdict(tuple, {name: tuple(sorted(values)) for name, values in found.items()})


def first(said: Said, name: str) -> str:
    """Return the first value of a property as text; empty if it has none."""
    values = said.get(name)
    return terms.value_of(values[0]) if values else ""


def texts(said: Said, name: str) -> tuple[str, ...]:
    """Return the values of a property as texts."""
    return tuple(map(terms.value_of, said.get(name, ())))


def classes_of(store: Store, iri: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return our classes (terms) that a thing was stated to be of, and those worked out."""
    stated: set[str] = set()
    derived: set[str] = set()
    known = at_hand(store, terms.iri(iri))
    if known is None:
        rows = store.query(_TYPES, {"_thing_iri": terms.iri(iri)}).rows()
        known = [(A, row["class"], row["graph"]) for row in rows]
    for p, class_, graph in known:
        if p == A and class_.startswith(f"<{PIF}"):
            worked_out = graph.startswith(f"<{BASE}graph/derived/")
            (derived if worked_out else stated).add(class_)
    return tuple(sorted(stated)), tuple(sorted(derived - stated))


def local(property: str) -> str:
    """Return the name of a property (a term) without its namespace.

    >>> local("<http://purl.org/dc/terms/title>")
    'title'
    """
    return property[1:-1].rpartition("#")[2].rpartition("/")[2]


@cache
def _asked(properties: tuple[str, ...]) -> str:
    branches = " UNION ".join(
        f"{{ ?_thing_iri {p} ?value BIND({p} AS ?property) }}" for p in map(terms.iri, properties)
    )
    return f"SELECT DISTINCT ?property ?value ?_thing_iri WHERE {{ {branches} }}"
