"""The words a study may use: shipped classes, properties and constructs; CiTO's properties.

Read once from the shipped files; an unknown word is answered with those most like it.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from kg.namespaces import CONSTRUCT, OWL, PIF, RDF, RDFS, SCHEME, SKOS
from kg.resources import files_in, folder, read
from kg.terms import Triple, value_of

Direction = Literal["cites", "cited", "none"]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Names without their namespace. ``above`` gives each class its superclasses, itself too."""

    classes: frozenset[str]
    object_properties: frozenset[str]
    data_properties: frozenset[str]
    individuals: dict[str, frozenset[str]]
    """Individual of the ontology → its classes."""
    constructs: frozenset[str]
    above: dict[str, frozenset[str]]

    def is_kind_of(self, name: str, parent: str) -> bool:
        """Say whether a class is another or lies below it, as far as the ontology states it."""
        return parent in self.above.get(name, ())


@cache
def vocabulary() -> Vocabulary:
    """Return the words of the shipped ontology and the shared scheme."""
    triples: list[Triple] = []
    for number, file in enumerate(files_in(folder("ontology"), ".ttl")):
        triples += _turtle(read(file), file.name, number)
    kinds: defaultdict[str, set[str]] = defaultdict(set)
    for s, p, o in triples:
        if p == f"<{RDF}type>" and s.startswith("<"):
            kinds[value_of(s)].add(value_of(o))
    own = {iri[len(PIF) :]: types for iri, types in kinds.items() if iri.startswith(PIF)}
    return Vocabulary(
        classes=_of_type(own, "Class"),
        object_properties=_of_type(own, "ObjectProperty"),
        data_properties=_of_type(own, "DatatypeProperty"),
        individuals={
            name: frozenset(t[len(PIF) :] for t in types if t.startswith(PIF))
            for name, types in own.items()
            if any(t.startswith(PIF) for t in types)
        },
        constructs=frozenset(
            iri[len(CONSTRUCT) :]
            for iri, types in kinds.items()
            if iri.startswith(CONSTRUCT) and f"{SKOS}Concept" in types and iri != SCHEME
        ),
        above=_superclasses(triples),
    )


def _turtle(text: str, name: str, number: int) -> list[Triple]:
    from kg.formats.rdf import parse_turtle

    # Blank nodes of two files may have the same label and are not the same.
    return [
        (
            s.replace("_:", f"_:f{number}", 1) if s.startswith("_:") else s,
            p,
            o.replace("_:", f"_:f{number}", 1) if o.startswith("_:") else o,
        )
        for s, p, o in parse_turtle(text.encode(), name)
    ]


def _of_type(own: dict[str, set[str]], name: str) -> frozenset[str]:
    return frozenset(term for term, types in own.items() if OWL + name in types)


def _superclasses(triples: list[Triple]) -> dict[str, frozenset[str]]:
    """Follow subClassOf, equivalentClass and the members of intersections."""
    up: defaultdict[str, set[str]] = defaultdict(set)
    first: dict[str, str] = {}
    rest: dict[str, str] = {}
    unions: dict[str, str] = {}
    for s, p, o in triples:
        if p in (f"<{RDFS}subClassOf>", f"<{OWL}equivalentClass>"):
            up[s].add(o)
        elif p == f"<{RDF}first>":
            first[s] = o
        elif p == f"<{RDF}rest>":
            rest[s] = o
        elif p == f"<{OWL}intersectionOf>":
            unions[s] = o
    for node, cell in unions.items():
        while cell in first:
            up[node].add(first[cell])
            cell = rest.get(cell, "")
    above: dict[str, frozenset[str]] = {}
    for start in [term for term in up if term.startswith(f"<{PIF}")]:
        found, waiting = {start}, [start]
        while waiting:
            for parent in up.get(waiting.pop(), ()):
                if parent not in found:
                    found.add(parent)
                    waiting.append(parent)
        name = value_of(start)[len(PIF) :]
        above[name] = frozenset(
            value_of(term)[len(PIF) :] for term in found if term.startswith(f"<{PIF}")
        )
    return above


@cache
def cito_properties() -> dict[str, Direction]:
    """Return the object properties of CiTO 2.8.2, each with its direction.

    ``cites`` runs from the citing work to the cited one and can be an intent; ``cited`` is the
    way back; ``none`` is neither.
    """
    listed = (files("kg.formats") / "cito.csv").read_text(encoding="utf-8").splitlines()
    return {row["property"]: row["direction"] for row in csv.DictReader(listed)}  # type: ignore[misc]
