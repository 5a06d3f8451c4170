"""What an ontology says of itself: who made it, from what, for whom, how to cite it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg import terms
from kg.closure.statements import owl, rdfs
from kg.namespaces import DCTERMS

if TYPE_CHECKING:
    from kg.describing.vocabulary import Vocabulary

_PREFIX = "<http://purl.org/vocab/vann/preferredNamespacePrefix>"


@dataclass(frozen=True, slots=True)
class Header:
    """``notes`` are the comments, each as a heading and what follows it; headings may be empty."""

    creators: tuple[str, ...]
    citation: str
    sources: tuple[str, ...]
    prefix: str
    rights: str
    notes: tuple[tuple[str, str], ...]
    earlier: str
    """The IRI of the version before, where one is named."""


def header(vocabulary: Vocabulary) -> Header:
    """Return what a document of the ontology says of itself.

    >>> from kg.describing.vocabulary import vocabularies
    >>> from kg.namespaces import ONTOLOGY
    >>> header(vocabularies()[ONTOLOGY]).prefix
    'pif'
    """
    about: dict[str, list[str]] = defaultdict(list)
    for s, p, o in vocabulary.triples:
        if s == f"<{vocabulary.iri}>":
            about[p].append(terms.value_of(o))

    def first(*properties: str) -> str:
        return next((value for p in properties for value in about[p]), "")

    comments = [text for text in about[rdfs("comment")] if text != vocabulary.description]
    return Header(
        tuple(about[f"<{DCTERMS}creator>"]),
        first(f"<{DCTERMS}bibliographicCitation>"),
        tuple(about[f"<{DCTERMS}source>"]),
        first(_PREFIX),
        first(f"<{DCTERMS}rights>"),
        tuple(_split(text) for text in comments),
        first(owl("priorVersion")),
    )


def _split(text: str) -> tuple[str, str]:
    head, colon, rest = text.partition(": ")
    return (head, rest) if colon and len(head) < 30 else ("", text)
