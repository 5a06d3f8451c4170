"""Which number a quote has in the index, found by its place: the index is sorted by documents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kg import terms
from kg.identifiers import split_thing_iri
from kg.namespaces import PIF
from kg.store.facts import facts

if TYPE_CHECKING:
    from kg.index import Index
    from kg.store.base import Store

_DOCUMENT = frozenset([f"<{PIF}drawnFrom>"])


def number_of(store: Store, index: Index, iri: str) -> int | None:
    """Return the number of a quote (IRI); None if it is not among the evidence."""
    return numbers_of(store, index, [iri]).get(iri)


def numbers_of(store: Store, index: Index, iris: Sequence[str]) -> dict[str, int]:
    """Return the numbers of quotes (IRIs); those that are not among the evidence are left out."""
    asked = [iri for iri in iris if (split := split_thing_iri(iri)) and index.has_study(split[0])]
    documents: dict[str, set[str]] = {}
    for quote, _, document, _ in facts(store, map(terms.iri, asked), only=_DOCUMENT):
        documents.setdefault(quote[1:-1], set()).add(terms.value_of(document))
    found = {}
    for iri in iris:
        n = _among(index, iri, sorted(documents.get(iri, ())))
        if n is None:  # of a document with an address of another kind
            n = index.number_of(iri)
        if n is not None:
            found[iri] = n
    return found


def _among(index: Index, iri: str, documents: Sequence[str]) -> int | None:
    named = split_thing_iri(iri)
    for each in documents:
        document = split_thing_iri(each)
        if named is not None and document is not None and document[0] == named[0]:
            n = in_document(index, named[0], document[2], named[2])
            if n is not None:
                return n
    return None


def in_document(index: Index, study: str, document: str, quote: str) -> int | None:
    """Return the number of a quote by its id and its document's; None where there is none."""
    n = index.rank(study, document, quote) - 1
    if n < index.block(study).first:
        return None
    [row] = index.rows([n])
    return n if (row.document, row.quote) == (document, quote) else None
