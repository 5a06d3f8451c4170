"""How this package asks a store: known prefixes, bound terms, lists of terms as VALUES."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from kg import terms
from kg.query_text import with_prefixes

if TYPE_CHECKING:
    from kg.store.base import Store

Row = dict[str, str]


def ask(store: Store, sparql: str, **bindings: str) -> list[Row]:
    """Return the rows of a query; ``bindings`` are N-Triples terms for projected variables."""
    return list(store.query(_prefixed(sparql), bindings).rows())


def column(store: Store, sparql: str, **bindings: str) -> list[str]:
    """Return the IRIs in the first column of a query, bare, as the engine orders them.

    The engine writes them itself, several times faster than rows are made; so every value must
    be an IRI.
    """
    text = b"".join(store.query(_prefixed(sparql), bindings).write("tsv")).decode()
    return [line.partition("\t")[0][1:-1] for line in text.split("\n")[1:] if line]


def values(variable: str, given: Iterable[str]) -> str:
    """Return a VALUES block for terms; each is written anew, so that nothing travels with it.

    >>> values("thing", ["<https://doi.org/10.1/x>"])
    'VALUES ?thing { <https://doi.org/10.1/x> }'
    """
    return f"VALUES ?{variable} {{ {' '.join(map(written_anew, given))} }}"


def written_anew(term: str) -> str:
    """Return a term as a query may hold it, made from its parts."""
    value, datatype, language = terms.parts(term)
    if datatype is None:
        return terms.iri(value)
    if language:
        return terms.text(value, language)
    return f"{terms.text(value)}^^{terms.iri(datatype)}"


@lru_cache(maxsize=512)
def _prefixed(sparql: str) -> str:
    return with_prefixes(sparql)
