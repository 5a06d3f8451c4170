"""How often a graph uses the terms of the ontology, and for what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg import terms
from kg.describing.labels import kind_of, labels, name_of
from kg.describing.memory import steady
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
MOST = 1_000
"""So many uses are counted; what has more is said to have more."""
_COUNT = (
    "{{ SELECT ({0} AS ?term) (COUNT(*) AS ?n) WHERE {{ "
    "SELECT DISTINCT ?thing WHERE {{ {1} }} LIMIT {2} }} }}"
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
    """The things that use a term; ``total`` counts them, up to one more than ``MOST``."""

    term: Term
    total: int
    shown: tuple[User, ...]
    sparql: str

    @property
    def uncounted(self) -> bool:
        """Whether there are more than were counted."""
        return self.total > MOST


def counts(store: Store, among: Sequence[Term]) -> dict[str, int]:
    """Return how many things use each of some terms, by IRI; at most ``MOST + 1`` are counted.

    All of them at once, and once for each state of the store.
    """
    if not among:
        return {}
    key = ("uses of terms", *(term.iri for term in among))

    def count(memory: Memory) -> dict[str, int]:
        known = memory.counts.get(key)
        return known if known is not None else memory.counts.put(key, _counted(store, among))

    return steady(store, count)


def _counted(store: Store, among: Sequence[Term]) -> dict[str, int]:
    each = (_COUNT.format(terms.iri(term.iri), _pattern(term), MOST + 1) for term in among)
    rows = store.query(f"SELECT ?term ?n WHERE {{ {' UNION '.join(each)} }}").rows()
    return {terms.value_of(row["term"]): int(terms.value_of(row["n"])) for row in rows}


def _pattern(term: Term) -> str:
    named = terms.iri(term.iri)
    return f"?thing {A} {named}" if term.sort == "class" else f"?thing {named} ?value"


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
    rows = store.query(
        f"SELECT DISTINCT ?thing WHERE {{ {_pattern(term)} }} LIMIT {SHOWN + 1}"
    ).rows()
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
        counts(store, [term]).get(term.iri, 0),
        tuple(shown),
        f"SELECT DISTINCT ?thing{value} WHERE {{ ?thing {what} }}\nORDER BY ?thing",
    )
