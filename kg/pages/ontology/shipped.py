"""The ontology that ships: its terms, what only a reasoner finds, and what others call them."""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from io import StringIO

from kg import resources, terms
from kg.closure.statements import owl, rdfs
from kg.describing.vocabulary import Vocabulary, module_of, vocabularies
from kg.namespaces import ONTOLOGY, PIF, SKOS
from kg.pages.ontology.reading import Glossary, glossary

_ALIGNED = {
    rdfs("subClassOf"): "is a kind of",
    rdfs("subPropertyOf"): "is a kind of",
    owl("equivalentClass"): "is the same as",
    owl("equivalentProperty"): "is the same as",
    owl("inverseOf"): "is the inverse of",
    f"<{SKOS}closeMatch>": "is close to",
    f"<{SKOS}exactMatch>": "means the same as",
    f"<{SKOS}relatedMatch>": "is related to",
    rdfs("seeAlso"): "is near",
}


@dataclass(frozen=True, slots=True)
class Aligned:
    """How a term of ours relates to one of an outside vocabulary, and which file says so."""

    term: str
    relation: str
    other: str
    turned: bool
    """The outside term is the one below: *prov:Agent is a kind of …*."""
    file: str


@cache
def shipped() -> Glossary:
    """Return every term of the shipped ontology."""
    return glossary(vocabularies()[ONTOLOGY].triples)


@cache
def modules() -> tuple[Vocabulary, ...]:
    """Return the parts of the ontology, in the order in which it names them."""
    named = [
        terms.value_of(o)
        for s, p, o in vocabularies()[ONTOLOGY].triples
        if s == f"<{ONTOLOGY}>" and p == owl("imports")
    ]
    return tuple(vocabularies()[iri] for iri in named)


@cache
def alignments() -> tuple[Vocabulary, ...]:
    """Return the files that relate our terms to those of others."""
    found = vocabularies().items()
    return tuple(v for iri, v in found if module_of(iri).startswith("alignments/"))


@cache
def aligned() -> dict[str, tuple[Aligned, ...]]:
    """Return, by term (IRI), how others call it."""
    found: dict[str, list[Aligned]] = defaultdict(list)
    for vocabulary in alignments():
        for s, p, o in vocabulary.triples:
            if p not in _ALIGNED or not (terms.is_iri(s) and terms.is_iri(o)):
                continue
            low, high = terms.value_of(s), terms.value_of(o)
            if low.startswith(PIF):
                found[low].append(Aligned(low, _ALIGNED[p], high, False, vocabulary.iri))
            elif high.startswith(PIF):
                found[high].append(Aligned(high, _ALIGNED[p], low, True, vocabulary.iri))
    return {term: tuple(each) for term, each in found.items()}


@cache
def inferred() -> dict[str, tuple[str, ...]]:
    """Return the classes right above each class that only a reasoner finds, by IRI.

    They stand in a file, for a reasoner takes seconds; a test holds it to what HermiT finds.
    """
    text = resources.read(resources.folder("ontology") / "inferred.csv")
    found: dict[str, list[str]] = defaultdict(list)
    for row in csv.DictReader(StringIO(text)):
        found[PIF + row["class"]].append(PIF + row["above"])
    return {low: tuple(high) for low, high in found.items()}
