"""RDF/XML, for readers that know nothing newer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kg.describing.writing.names import TYPE, Names, subjects
from kg.errors import UsageError
from kg.namespaces import RDF, XSD
from kg.terms import Triple, parts

# The longest end of an IRI that XML takes for a name. ASCII only: readers differ on the rest.
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*\Z", re.ASCII)
_XML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;"})
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_GRAMMAR = {
    *("RDF", "ID", "about", "parseType", "resource", "nodeID", "datatype", "Description"),
    *("li", "aboutEach", "aboutEachPrefix", "bagID"),
}
_RESERVED = {f"{RDF}{word}" for word in _GRAMMAR}
_NOT_IN_LABEL = re.compile(r"[^A-Za-z0-9_-]")


class CannotBeWritten(UsageError):
    """RDF/XML has no way to write a property; the other formats do."""

    status = 406


def unwritable(property: str) -> bool:
    """Say whether a property (bare IRI) has no name that XML could take.

    >>> unwritable("http://purl.org/spar/cito/cites"), unwritable("http://example.org/2024/")
    (False, True)
    """
    found = _NAME.search(property)
    return not found or found.start() == 0 or property in _RESERVED


def rdfxml(triples: Iterable[Triple], names: Names) -> Iterator[str]:
    """Yield triples as RDF/XML. Control characters that XML cannot hold become U+FFFD.

    Raises:
        CannotBeWritten: A property does not end in a name that XML takes.
    """
    prefixes, triples = names.needed(triples, lambda term: True)
    declared = {"rdf": RDF, **prefixes}
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF'
    for prefix, space in sorted(declared.items()):
        yield f'\n    xmlns:{prefix}="{_text(space)}"'
    yield ">\n"
    for subject, said in subjects(triples):
        yield f"  <rdf:Description {_named(subject, 'about')}>\n"
        for property, listed in said.items():
            opening, closing = _element(property, names)
            for value in listed:
                yield f"    <{opening}{_content(value, closing)}\n"
        yield "  </rdf:Description>\n"
    yield "</rdf:RDF>\n"


def _element(property: str, names: Names) -> tuple[str, str]:
    if property == TYPE:
        return "rdf:type", "rdf:type"
    iri = property[1:-1]
    found = _NAME.search(iri)
    if not found or unwritable(iri):
        raise CannotBeWritten(
            f"The property {iri} cannot be written as RDF/XML.", "Take Turtle or N-Triples instead."
        )
    short = names.short(iri)
    if short and re.match(r"[A-Za-z_]", short.partition(":")[2]):
        return short, short
    return f'n:{found[0]} xmlns:n="{_text(iri[: found.start()])}"', f"n:{found[0]}"


def _content(term: str, closing: str) -> str:
    if term[0] != '"':
        return f" {_named(term, 'resource')}/>"
    value, datatype, language = parts(term)
    if language:
        said = f' xml:lang="{language}"'
    else:
        said = (
            f' rdf:datatype="{_text(datatype)}"' if datatype and datatype != f"{XSD}string" else ""
        )
    return f"{said}>{_text(value)}</{closing}>"


def _named(term: str, attribute: str) -> str:
    if term[0] == "_":
        return f'rdf:nodeID="b{_NOT_IN_LABEL.sub("_", term[2:])}"'
    return f'rdf:{attribute}="{_text(term[1:-1])}"'


def _text(value: str) -> str:
    return _NOT_IN_XML.sub("\ufffd", value).translate(_XML)
