"""Run the shapes over a study with pySHACL: the reference, and the way out for what it alone knows.

Twenty-odd milliseconds a quote; :mod:`kg.validation.compiled` says the same in a fraction.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from kg.namespaces import XSD
from kg.terms import Triple, is_iri, ntriples, parts, text, typed, value_of
from kg.validation.compiled import Result
from kg.validation.hits import SHAPES
from kg.validation.rulebook import rulebook

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Literal, Node, URIRef

    from kg.validation.facts import Facts


def reference_results(facts: Facts) -> Iterator[Result]:
    """Yield what pySHACL finds wrong with a study."""
    import pyshacl
    from rdflib import SH

    _quieten()
    _, report, _ = pyshacl.validate(_graph(facts.triples), shacl_graph=_shapes())

    def said(result: Node, predicate: URIRef) -> str | None:
        value = report.value(result, predicate)
        return None if value is None else _term(value)

    for result in report.objects(None, SH.result):
        yield Result(
            shape=said(result, SH.sourceShape) or "",
            focus=said(result, SH.focusNode) or "",
            component=(said(result, SH.sourceConstraintComponent) or "").rpartition("#")[2][:-1],
            value=said(result, SH.value),
            path=said(result, SH.resultPath),
            severity=said(result, SH.resultSeverity) or "",
        )


@cache
def _quieten() -> None:
    """Pass over rdflib's remarks on malformed values, which are findings already."""
    logging.getLogger("rdflib.term").addFilter(_not_about_literals)


def _not_about_literals(record: logging.LogRecord) -> bool:
    return not str(record.msg).startswith("Failed to convert Literal")


@cache
def _shapes() -> Graph:
    from rdflib import Graph

    return Graph().parse(data=ntriples(rulebook().triples), format="ntriples")


def _term(node: Node) -> str:
    from rdflib.term import BNode, Literal

    if isinstance(node, BNode):
        return f"_:{node}"
    if not isinstance(node, Literal):
        return f"<{node}>"
    if node.language or node.datatype is None:
        return text(str(node), node.language)
    datatype = str(node.datatype)
    if datatype.startswith(XSD):
        return typed(str(node), datatype[len(XSD) :])
    return f"{text(str(node))}^^<{datatype.removeprefix(_UNREAD)}>"


def _graph(triples: Iterable[Triple]) -> Graph:
    from rdflib import Graph
    from rdflib.term import URIRef

    nodes: dict[str, URIRef | Literal] = {}

    def node(term: str) -> URIRef | Literal:
        if term not in nodes:
            nodes[term] = URIRef(value_of(term)) if is_iri(term) else literal(term)
        return nodes[term]

    graph = Graph()
    graph.addN((node(s), node(p), node(o), graph) for s, p, o in triples)
    return graph


_UNREAD = f"{SHAPES}unread/"


def literal(term: str) -> Literal:
    """Return a literal as rdflib's own, as it is written."""
    from rdflib.term import Literal, URIRef

    _quieten()
    value, datatype, language = parts(term)
    if language:
        return Literal(value, lang=language)
    if datatype is None or datatype.endswith("XMLSchema#string"):
        # rdflib holds "x" and "x"^^xsd:string for two terms; the shapes write the first.
        return Literal(value)
    if not datatype.startswith(XSD):
        # rdflib would parse rdf:XMLLiteral and rdf:HTML, entities and all; no shape asks for them.
        datatype = _UNREAD + datatype
    return Literal(value, datatype=URIRef(datatype), normalize=False)
