"""The vocabularies that ship with the package, each a document of its own.

The ontology, its modules, its alignments and the shared scheme. Their terms are written as hash
addresses, or stand in the document of their scheme, so each document is given whole.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from kg import resources
from kg.formats.rdf import parse_turtle
from kg.namespaces import BASE, DCTERMS, ONTOLOGY, OWL, PIF, RDF, RDFS, SCHEME, SKOS
from kg.terms import Triple, value_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from importlib.resources.abc import Traversable

_TYPE = f"<{RDF}type>"
_SORTS = {
    f"<{OWL}Class>": "class",
    f"<{OWL}ObjectProperty>": "property",
    f"<{OWL}DatatypeProperty>": "property",
    f"<{OWL}AnnotationProperty>": "property",
    f"<{SKOS}Concept>": "construct",
    f"<{SKOS}Collection>": "collection",
}


class Entry(NamedTuple):
    """One term of a vocabulary, as an index of it lists it. IRIs are bare."""

    iri: str
    sort: str
    label: str
    definition: str
    above: tuple[str, ...]
    domain: str
    range: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """One document: its IRI, the IRI of this version, its Turtle as people wrote it."""

    iri: str
    version_iri: str
    version: str
    title: str
    description: str
    licence: str
    texts: tuple[str, ...]
    triples: tuple[Triple, ...]

    def entries(self) -> list[Entry]:
        """Return its own terms, those that the document defines, by sort and label."""
        said: dict[str, dict[str, list[str]]] = {}
        for s, p, o in self.triples:
            if s.startswith((f"<{PIF}", f"<{SCHEME}/")):
                said.setdefault(s, {}).setdefault(p, []).append(o)
        return sorted(
            (_entry(term, about) for term, about in said.items() if _TYPE in about),
            key=lambda entry: (entry.sort, entry.label.casefold(), entry.iri),
        )


@cache
def vocabularies() -> dict[str, Vocabulary]:
    """Return every document by its IRI."""
    home = resources.folder("ontology")
    modules = [*resources.files_in(home / "modules", ".ttl")]
    found = [_read([home / "pif.ttl", *modules]), _read([home / "scheme.ttl"])]
    found += [_read([place]) for place in modules]
    found += [_read([place]) for place in resources.files_in(home / "alignments", ".ttl")]
    found += [v for v in earlier(home / "versions") if v.version_iri != found[0].version_iri]
    return {vocabulary.iri: vocabulary for vocabulary in found}


def earlier(place: Traversable) -> list[Vocabulary]:
    """Return the versions of the ontology kept in a folder as N-Triples, oldest first.

    Each is a document by its version IRI.
    """
    held = [_read([file]) for file in resources.files_in(place, ".nt")] if place.is_dir() else []
    return sorted((replace(v, iri=v.version_iri) for v in held), key=lambda v: _number(v.version))


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdecimal())


def vocabulary(iri: str) -> Vocabulary | None:
    """Return the document that an IRI names, by itself or by its version; else None.

    >>> vocabulary("https://w3id.org/pif-kg/ontology/1.1.0").iri
    'https://w3id.org/pif-kg/ontology'
    """
    held = vocabularies()
    if iri in held:
        return held[iri]
    return next((v for v in held.values() if v.version_iri == iri), None)


def _read(places: list[Traversable]) -> Vocabulary:
    texts = tuple(resources.read(place) for place in places)
    triples: list[Triple] = []
    for n, (place, text) in enumerate(zip(places, texts, strict=True)):
        triples += _numbered(parse_turtle(text.encode(), place.name), f"{n}x")
    about: dict[str, dict[str, list[str]]] = {}
    for s, p, o in triples:
        if s.startswith(f"<{BASE}"):
            about.setdefault(s, {}).setdefault(p, []).append(o)
    kinds = (f"<{OWL}Ontology>", f"<{SKOS}ConceptScheme>")
    home = next(s for s, said in about.items() if any(k in said.get(_TYPE, ()) for k in kinds))
    said = about[home]

    def first(*properties: str) -> str:
        held = (value_of(o) for p in properties for o in said.get(p, ()))
        return next(held, "")

    return Vocabulary(
        value_of(home),
        first(f"<{OWL}versionIRI>"),
        first(f"<{OWL}versionInfo>"),
        first(f"<{DCTERMS}title>", f"<{RDFS}label>") or value_of(home).removeprefix(BASE),
        first(f"<{DCTERMS}description>", f"<{RDFS}comment>"),
        first(f"<{DCTERMS}license>"),
        texts,
        tuple(_by_subject(triples)),
    )


def _numbered(triples: Iterable[Triple], prefix: str) -> list[Triple]:
    """Return triples with blank nodes numbered as they come: the same on every reading."""
    known: dict[str, str] = {}

    def named(term: str) -> str:
        return known.setdefault(term, f"_:b{prefix}{len(known)}") if term[0] == "_" else term

    return [(named(s), p, named(o)) for s, p, o in triples]


def _by_subject(triples: list[Triple]) -> list[Triple]:
    places: dict[str, int] = {}
    for s, _, _ in triples:
        places.setdefault(s, len(places))
    return sorted(triples, key=lambda triple: places[triple[0]])


def _entry(term: str, said: dict[str, list[str]]) -> Entry:
    def values(*properties: str) -> list[str]:
        return [value_of(o) for p in properties for o in said.get(p, ()) if o[0] != "_"]

    iri = value_of(term)
    labels = values(f"<{SKOS}prefLabel>", f"<{RDFS}label>")
    sorts = [_SORTS[t] for t in said[_TYPE] if t in _SORTS]
    return Entry(
        iri,
        sorts[0] if sorts else "individual",
        labels[0] if labels else iri.removeprefix(PIF),
        next(iter(values(f"<{SKOS}definition>", f"<{RDFS}comment>")), ""),
        tuple(values(f"<{RDFS}subClassOf>", f"<{RDFS}subPropertyOf>", f"<{SKOS}broader>")),
        next(iter(values(f"<{RDFS}domain>")), ""),
        next(iter(values(f"<{RDFS}range>")), ""),
    )


def module_of(iri: str) -> str:
    """Return the part of an address after the ontology's own: ``modules/identity``; else empty."""
    return iri[len(ONTOLOGY) + 1 :] if iri.startswith(f"{ONTOLOGY}/") else ""
