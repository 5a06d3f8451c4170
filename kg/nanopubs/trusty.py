"""Trusty URIs of RDF: addresses that end in a digest of what stands there (module RA).

Written after version 1 of the specification (https://github.com/trustyuri/trustyuri-spec).
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from hashlib import sha256

from kg.formats.rdf import Quad
from kg.terms import is_iri, parts

CODE = re.compile(r"RA[A-Za-z0-9_-]{43}")
_BLANK = " "
"""What stands for the code while the digest is made: no IRI holds it."""


def artifact_code(quads: Iterable[Quad], code: str) -> str:
    """Return the code that a set of graphs ought to have in the place of ``code``.

    Raises:
        ValueError: There are blank nodes, or texts with a writing direction.
    """
    lines = sorted({_key(quad, code) for quad in quads})
    said = "".join(text for key in lines for text in _lines(key))
    digest = urlsafe_b64encode(sha256(said.encode()).digest()).decode().rstrip("=")
    return f"RA{digest}"


def trusty(quads: Iterable[Quad], placeholder: str) -> tuple[list[Quad], str]:
    """Put the code in place of a placeholder, in every IRI; returns the quads and the code.

    Raises:
        ValueError: There are blank nodes.
    """
    before = list(quads)
    code = artifact_code(before, placeholder)

    def named(term: str) -> str:
        return term.replace(placeholder, code) if is_iri(term) else term

    return [
        Quad(named(s), named(p), named(o), g.replace(placeholder, code)) for s, p, o, g in before
    ], code


_Key = tuple[str, str, str, int, str, int, int, str]


def _key(quad: Quad, code: str) -> _Key:
    """Return a quad so that keys sort as the specification asks."""
    subject, predicate, term, graph = quad
    if subject.startswith("_:") or term.startswith("_:"):
        raise ValueError("a nanopublication has no blank nodes")
    value, datatype, language = parts(term)
    start = tuple(_named(iri, code) for iri in (graph, subject[1:-1], predicate[1:-1]))
    if is_iri(term):
        return (*start, 0, _named(value, code), 0, 0, "")  # type: ignore[return-value]
    if language:
        return (*start, 1, value, 0, 1, language.lower())  # type: ignore[return-value]
    return (*start, 1, value, 1, 0, datatype or "")  # type: ignore[return-value]


def _named(iri: str, code: str) -> str:
    return iri.replace(code, _BLANK)


def _lines(key: _Key) -> Iterable[str]:
    graph, subject, predicate, literal, value, has_datatype, _, kind = key
    yield from (f"{iri}\n" for iri in (graph, subject, predicate))
    if not literal:
        yield f"{value}\n"
        return
    escaped = value.replace("\\", "\\\\").replace("\n", "\\n")
    yield f"^{kind} {escaped}\n" if has_datatype else f"@{kind} {escaped}\n"
