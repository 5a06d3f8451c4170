"""How often a graph uses the terms of the ontology, and for what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg import terms
from kg.describing.labels import kind_of, labels, name_of
from kg.describing.memory import steady
from kg.describing.statistics import Statistics, statistics
from kg.errors import UnknownThing
from kg.identifiers import split_thing_iri
from kg.namespaces import BASE, PIF
from kg.pages.ontology.shipped import shipped
from kg.terms import A

if TYPE_CHECKING:
    from kg.describing.memory import Memory
    from kg.pages.ontology.reading import Term
    from kg.store.base import Store

SHOWN = 100
_MEMBERS = f"SELECT DISTINCT ?thing ?_term_iri WHERE {{ ?thing {A} ?_term_iri }} LIMIT {SHOWN + 1}"
_SUBJECTS = (
    f"SELECT DISTINCT ?thing ?_term_iri WHERE {{ ?thing ?_term_iri ?value }} LIMIT {SHOWN + 1}"
)


@dataclass(frozen=True, slots=True)
class User:
    """A thing that is a member of a class, or of which a property is said."""

    iri: str
    label: str
    language: str
    kind: str
    study: str


@dataclass(frozen=True, slots=True)
class Uses:
    """The things that use a term, the first of them by name; ``total`` counts all."""

    term: Term
    total: int
    shown: tuple[User, ...]
    sparql: str


def counts(store: Store) -> dict[str, int]:
    """Return how many things use each class or property, by IRI; what nothing uses is left out.

    Counted once for each state of the store.
    """
    found: Statistics = statistics(store)
    used = {c.iri: c.entities for c in found.class_partitions if c.iri.startswith(PIF)}
    used |= {p.iri: p.subjects for p in found.property_partitions if p.iri.startswith(PIF)}
    return used


def uses(store: Store, name: str) -> Uses:
    """Return the things that use a term.

    Raises:
        UnknownThing: The ontology has no such term.
    """
    term = shipped().terms.get(PIF + name)
    if term is None:
        raise UnknownThing(
            f"The ontology has no term {name[:80]!r}.", "Its page lists all of them: /ontology."
        )
    return steady(store, lambda memory: _uses(store, memory, term))


def _uses(store: Store, memory: Memory, term: Term) -> Uses:
    asked = _MEMBERS if term.sort == "class" else _SUBJECTS
    rows = store.query(asked, {"_term_iri": terms.iri(term.iri)}).rows()
    found = [row["thing"] for row in rows if terms.is_iri(row["thing"])][:SHOWN]
    known = labels(store, memory, found)
    shown = []
    for thing in found:
        iri, name = terms.value_of(thing), name_of(thing, known)
        split = split_thing_iri(iri)
        shown.append(User(iri, name.text, name.language, kind_of(iri), split[0] if split else ""))
    shown.sort(key=lambda user: (user.study, not user.iri.startswith(BASE), user.iri))
    what = f"a pif:{term.name}" if term.sort == "class" else f"pif:{term.name} ?value"
    value = "" if term.sort == "class" else " ?value"
    return Uses(
        term,
        counts(store).get(term.iri, 0),
        tuple(shown),
        f"SELECT DISTINCT ?thing{value} WHERE {{ ?thing {what} }}\nORDER BY ?thing",
    )
