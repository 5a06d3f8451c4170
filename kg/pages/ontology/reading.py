"""The terms of an ontology, each with all that its documentation says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from kg import terms
from kg.closure.statements import Statements, owl, rdfs
from kg.namespaces import CONSTRUCT, DCTERMS, ONTOLOGY, PIF, SKOS
from kg.pages.ontology.axioms import Words, Writer
from kg.terms import Triple

Sort = Literal["class", "property", "attribute", "note", "individual", "datatype"]

_SORTS: dict[str, Sort] = {
    owl("Class"): "class",
    owl("ObjectProperty"): "property",
    owl("DatatypeProperty"): "attribute",
    owl("AnnotationProperty"): "note",
    rdfs("Datatype"): "datatype",
    owl("NamedIndividual"): "individual",
}
_CHARACTERISTICS = {
    "FunctionalProperty": "at most one value for each",
    "InverseFunctionalProperty": "no two share a value",
    "SymmetricProperty": "goes both ways",
    "AsymmetricProperty": "never goes both ways",
    "TransitiveProperty": "carries on: what holds from a to b and from b to c holds from a to c",
    "ReflexiveProperty": "holds between each thing and itself",
    "IrreflexiveProperty": "never holds between a thing and itself",
}
_ABOVE = (rdfs("subClassOf"), rdfs("subPropertyOf"))
_NOT_VALUES = frozenset(
    {terms.A, rdfs("label"), rdfs("isDefinedBy"), f"<{PIF}statedInSentence>", f"<{PIF}identifier>",
     f"<{SKOS}definition>", f"<{SKOS}example>", f"<{SKOS}scopeNote>", f"<{SKOS}changeNote>",
     f"<{DCTERMS}source>"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Term:
    """One term. IRIs are bare; ``above`` and ``below`` are named ones right next to it.

    ``equal`` makes things members, or is another name; ``required`` is what is so of each member
    without making it one. ``construct`` is what evidence of a class of episodes is coded with.
    """

    iri: str
    sort: Sort
    label: str
    definition: str
    module: str
    examples: tuple[str, ...] = ()
    scope: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    sentences: tuple[str, ...] = ()
    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    equal: tuple[Words, ...] = ()
    required: tuple[Words, ...] = ()
    disjoint: tuple[str, ...] = ()
    domain: tuple[Words, ...] = ()
    range: tuple[Words, ...] = ()
    characteristics: tuple[str, ...] = ()
    inverse: tuple[str, ...] = ()
    turned: bool = False
    """The property is there to read another one, its inverse, the other way round."""
    chains: tuple[Words, ...] = ()
    types: tuple[str, ...] = ()
    values: tuple[tuple[str, Words], ...] = ()
    starts: tuple[str, ...] = ()
    """Properties that are said of members of the class."""
    ends: tuple[str, ...] = ()
    """Properties whose values are members of the class."""
    construct: str = ""
    deprecated: bool = False
    replaced_by: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The term without its namespace: what stands behind the ``#``."""
        return self.iri.removeprefix(PIF)


@dataclass(frozen=True, slots=True)
class Glossary:
    """All terms of an ontology by IRI, in the order of their labels."""

    terms: dict[str, Term]

    def of(self, module: str) -> list[Term]:
        """Return the terms that a module defines."""
        return [term for term in self.terms.values() if term.module == module]

    def label(self, iri: str) -> str:
        """Return what a term is called; empty for what is none of ours."""
        return self.terms[iri].label if iri in self.terms else ""


def glossary(triples: Iterable[Triple]) -> Glossary:
    """Return the terms that the triples of an ontology declare in our namespace."""
    return Glossary(_Reader(Statements(triples)).terms())


class _Reader:
    def __init__(self, said: Statements) -> None:
        self._said = said
        self._write = Writer(said, self._label)
        self._inverse = _both_ways(said.pairs(owl("inverseOf")))
        self._apart = self._disjoint()
        self._below: dict[str, list[str]] = defaultdict(list)
        for predicate in _ABOVE:
            for low, high in said.pairs(predicate):
                self._below[high].append(low)
        self._starts = _by_value(said.pairs(rdfs("domain")))
        self._ends = _by_value(said.pairs(rdfs("range")))

    def terms(self) -> dict[str, Term]:
        found = [self._term(term, sort) for term, sort in self._declared()]
        return {t.iri: t for t in sorted(found, key=lambda t: (t.label.casefold(), t.iri))}

    def _declared(self) -> Iterator[tuple[str, Sort]]:
        declared: dict[str, Sort] = {}
        for term, kind in self._said.pairs(terms.A):
            if term.startswith(f"<{PIF}") and kind in _SORTS:
                declared.setdefault(term, _SORTS[kind])
        yield from declared.items()

    def _term(self, term: str, sort: Sort) -> Term:
        about: dict[str, list[str]] = defaultdict(list)
        for predicate, value in self._said.about(term):
            about[predicate].append(value)
        higher = [h for p in _ABOVE for h in about[p] if h != term]
        kinds = about[terms.A]
        return Term(
            iri=terms.value_of(term),
            sort=sort,
            label=self._label(term) or terms.value_of(term).removeprefix(PIF),
            definition=next(iter(_texts(about[f"<{SKOS}definition>"])), ""),
            module=next(iter(_texts(about[rdfs("isDefinedBy")])), ONTOLOGY),
            examples=_texts(about[f"<{SKOS}example>"]),
            scope=_texts(about[f"<{SKOS}scopeNote>"]),
            changes=_texts(about[f"<{SKOS}changeNote>"]),
            sources=_texts(about[f"<{DCTERMS}source>"]),
            sentences=_texts(about[f"<{PIF}statedInSentence>"]),
            above=_named(higher),
            below=_named(self._below.get(term, ())),
            equal=self._classes(about[owl("equivalentClass")])
            + tuple(self._write.name(p) for p in about[owl("equivalentProperty")]),
            required=self._classes(h for h in higher if h.startswith("_:")),
            disjoint=_named(self._apart.get(term, ())),
            domain=self._classes(c for c in about[rdfs("domain")] if c != owl("Thing")),
            range=self._classes(c for c in about[rdfs("range")] if c != owl("Thing")),
            characteristics=tuple(
                said for name, said in _CHARACTERISTICS.items() if owl(name) in kinds
            ),
            inverse=_named(self._inverse.get(term, ())),
            turned=bool(about[owl("inverseOf")]),
            chains=tuple(self._write.chain(head) for head in about[owl("propertyChainAxiom")]),
            types=_named(k for k in kinds if k.startswith(f"<{PIF}")),
            values=tuple(self._values(about)) if sort == "individual" else (),
            starts=_named(self._starts.get(term, ())),
            ends=_named(self._ends.get(term, ())),
            construct=next(iter(_texts(about[f"<{PIF}correspondingConstruct>"])), "").removeprefix(
                CONSTRUCT
            ),
            deprecated=any(terms.value_of(v) == "true" for v in about[owl("deprecated")]),
            replaced_by=_named(about[f"<{DCTERMS}isReplacedBy>"]),
        )

    def _label(self, term: str) -> str:
        found = self._said.one(term, rdfs("label"), f"<{SKOS}prefLabel>")
        return terms.value_of(found) if found else ""

    def _classes(self, given: Iterable[str]) -> tuple[Words, ...]:
        return tuple(self._write.class_(each) for each in given)

    def _values(self, about: dict[str, list[str]]) -> Iterator[tuple[str, Words]]:
        for predicate, values in sorted(about.items()):
            if predicate not in _NOT_VALUES:
                for value in values:
                    yield terms.value_of(predicate), self._write.name(value)

    def _disjoint(self) -> dict[str, set[str]]:
        apart = _both_ways(self._said.pairs(owl("disjointWith")))
        for whole, kind in self._said.pairs(terms.A):
            if kind == owl("AllDisjointClasses"):
                members = self._said.list(self._said.one(whole, owl("members")))
                for member in members:
                    apart[member] |= set(members) - {member}
        return apart


def _both_ways(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for one, other in pairs:
        found[one].add(other)
        found[other].add(one)
    return found


def _by_value(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for subject, value in pairs:
        found[value].append(subject)
    return found


def _texts(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(terms.value_of, values))


def _named(given: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({terms.value_of(term) for term in given if terms.is_iri(term)}))
