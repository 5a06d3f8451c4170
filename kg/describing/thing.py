"""All that is said of one thing: its properties, what points to it, the names of all of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg import terms
from kg.describing import labels as naming
from kg.describing.asking import ask
from kg.describing.links import Group, groups, page
from kg.identifiers import split_thing_iri
from kg.namespaces import BASE, RDF

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.describing.labels import Labels, Name
    from kg.describing.links import Direction
    from kg.describing.memory import Memory
    from kg.store.base import Store

_THERE = "SELECT ?_thing_iri ?p WHERE { ?_thing_iri ?p ?o } LIMIT 1"
_NAMED = "SELECT ?_thing_iri ?p WHERE { ?s ?p ?_thing_iri } LIMIT 1"
_GRAPH = "SELECT ?_thing_iri ?p WHERE { GRAPH ?_thing_iri { ?s ?p ?o } } LIMIT 1"
_VALUES = "SELECT ?value ?_thing_iri ?_property_iri WHERE { ?_thing_iri ?_property_iri ?value }"


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing and what is said of it. ``out`` and ``into`` are sorted by property (terms)."""

    iri: str
    out: tuple[Group, ...]
    into: tuple[Group, ...]
    labels: Labels

    @property
    def term(self) -> str:
        """The thing as a term."""
        return f"<{self.iri}>"

    @property
    def study(self) -> str:
        """The study it belongs to by its address; empty if to none."""
        split = split_thing_iri(self.iri)
        return split[0] if split else ""

    @property
    def kind(self) -> str:
        """The segment of its address that says its kind: ``quote``, ``study``; else empty."""
        split = split_thing_iri(self.iri)
        return split[1] if split else ""

    @property
    def name(self) -> Name:
        """What it is called."""
        return naming.name_of(self.term, self.labels)

    def values(self, property: str) -> list[str]:
        """Return the values (terms) of a property, given as a bare IRI, as far as they are here."""
        return [m.term for g in self.out if g.predicate == f"<{property}>" for m in g.members]

    def value(self, property: str) -> str:
        """Return the first value of a property as text, empty if there is none."""
        found = self.values(property)
        return terms.value_of(found[0]) if found else ""

    @property
    def classes(self) -> list[str]:
        """The classes (bare IRIs) it is said to be of."""
        return [terms.value_of(term) for term in self.values(f"{RDF}type")]

    @property
    def graphs(self) -> set[str]:
        """The graphs (bare IRIs) that say anything of it, as far as it is here."""
        return {
            terms.value_of(graph)
            for group in (*self.out, *self.into)
            for member in group.members
            for graph in member.graphs
        }


def is_there(store: Store, iri: str) -> bool:
    """Say whether the store says anything of an IRI, or anything with it."""
    term = terms.iri(iri)
    if iri.startswith(f"{BASE}graph/"):
        return bool(ask(store, _GRAPH, _thing_iri=term))
    return bool(ask(store, _THERE, _thing_iri=term) or ask(store, _NAMED, _thing_iri=term))


def describe(store: Store, memory: Memory, iri: str, *, out: int, into: int) -> Thing:
    """Return what is said of a thing and what points to it, so many members of each property.

    With ``into`` 0, what points to it is not looked for.
    """
    term = terms.iri(iri)
    said = groups(store, memory, term, "out", out)
    pointing = groups(store, memory, term, "in", into) if into else []
    return _named(store, memory, iri, said, pointing)


def describe_page(
    store: Store, memory: Memory, iri: str, property: str, direction: Direction,
    *, after: str, size: int,
) -> Thing:  # fmt: skip
    """Return one page of one property of a thing, ``property`` as a term."""
    term = terms.iri(iri)
    found = page(store, memory, term, property, direction, size=size, after=after)
    return _named(
        store, memory, iri, [found] if direction == "out" else [],
        [found] if direction == "in" else [],
    )  # fmt: skip


def values_of(store: Store, iri: str, property: str) -> list[str]:
    """Return the values (terms) that a thing has for a property, sorted, each once."""
    rows = ask(store, _VALUES, _thing_iri=terms.iri(iri), _property_iri=terms.iri(property))
    return sorted({row["value"] for row in rows})


def _named(
    store: Store, memory: Memory, iri: str, out: Iterable[Group], into: Iterable[Group]
) -> Thing:
    out, into = tuple(out), tuple(into)
    mentioned = [f"<{iri}>"]
    for group in (*out, *into):
        mentioned.append(group.predicate)
        for member in group.members:
            mentioned += [member.term, *member.graphs]
    return Thing(iri, out, into, naming.labels(store, memory, mentioned))
