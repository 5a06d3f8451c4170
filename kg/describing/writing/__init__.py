"""Triples written out in the formats of RDF, as they come: nothing is gathered but one subject.

Triples are N-Triples terms; those of one subject must follow each other. A blank node is ``_:``
and its label. The same triples in the same order give the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Literal, get_args

from kg.describing.writing.jsonld import jsonld
from kg.describing.writing.names import PREFIXES, Names
from kg.describing.writing.rdfxml import rdfxml, unwritable
from kg.describing.writing.turtle import turtle
from kg.terms import Triple

__all__ = ["FORMATS", "PREFIXES", "Format", "ntriples", "unwritable", "write"]

Format = Literal["turtle", "jsonld", "ntriples", "rdfxml"]
FORMATS: tuple[Format, ...] = get_args(Format)
_CHUNK = 1 << 16


def write(
    format: Format, triples: Iterable[Triple], prefixes: Mapping[str, str] | None = None
) -> Iterator[bytes]:
    """Yield triples in a format; ``prefixes`` are declared (where they are used, if it can be).

    Raises:
        UsageError: RDF/XML has no way to write one of the properties.
    """
    return _in_chunks(_WRITERS[format](triples, PREFIXES if prefixes is None else prefixes))


def ntriples(triples: Iterable[Triple], prefixes: Mapping[str, str] | None = None) -> Iterator[str]:
    """Yield triples as N-Triples, one a line."""
    return (f"{s} {p} {o} .\n" for s, p, o in triples)


def _turtle(triples: Iterable[Triple], prefixes: Mapping[str, str]) -> Iterator[str]:
    return turtle(triples, Names(prefixes))


def _jsonld(triples: Iterable[Triple], prefixes: Mapping[str, str]) -> Iterator[str]:
    return jsonld(triples, Names(prefixes))


def _rdfxml(triples: Iterable[Triple], prefixes: Mapping[str, str]) -> Iterator[str]:
    return rdfxml(triples, Names(prefixes))


_WRITERS: dict[Format, Callable[[Iterable[Triple], Mapping[str, str]], Iterator[str]]] = {
    "turtle": _turtle,
    "jsonld": _jsonld,
    "ntriples": ntriples,
    "rdfxml": _rdfxml,
}


def _in_chunks(pieces: Iterable[str]) -> Iterator[bytes]:
    held: list[str] = []
    size = 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size >= _CHUNK:
            yield "".join(held).encode()
            held, size = [], 0
    if held:
        yield "".join(held).encode()
