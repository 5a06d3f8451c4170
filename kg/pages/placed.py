"""Which number a quote has in the index, found by its place: the index is sorted by documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg import terms
from kg.identifiers import split_thing_iri
from kg.namespaces import PIF

if TYPE_CHECKING:
    from kg.index import Index
    from kg.store.base import Store

_DOCUMENT = f"SELECT ?document ?_quote_iri WHERE {{ ?_quote_iri <{PIF}drawnFrom> ?document }}"


def number_of(store: Store, index: Index, iri: str) -> int | None:
    """Return the number of a quote (IRI); None if it is not among the evidence."""
    named = split_thing_iri(iri)
    if named is None or not index.has_study(named[0]):
        return index.number_of(iri)
    for row in store.query(_DOCUMENT, {"_quote_iri": terms.iri(iri)}).rows():
        document = split_thing_iri(terms.value_of(row["document"]))
        if document is not None and document[0] == named[0]:
            n = in_document(index, named[0], document[2], named[2])
            if n is not None:
                return n
    return index.number_of(iri)  # of a document with an address of another kind


def in_document(index: Index, study: str, document: str, quote: str) -> int | None:
    """Return the number of a quote by its id and its document's; None where there is none."""
    n = index.rank(study, document, quote) - 1
    if n < index.block(study).first:
        return None
    [row] = index.rows([n])
    return n if (row.document, row.quote) == (document, quote) else None
