"""Run the SHACL shapes over a study. The home of pySHACL."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from kg.findings import Severity
from kg.identifiers import split_thing_iri
from kg.namespaces import XSD, shorten
from kg.resources import files_in, folder, read
from kg.terms import is_iri, parts, value_of
from kg.validation.hits import SHAPES, Hit, Rule, split_message

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Literal, Node, URIRef

    from kg.validation.facts import Facts

_SEVERITIES: dict[str, Severity] = {
    "Violation": "violation",
    "Warning": "warning",
    "Info": "info",
}
_TELLING = frozenset(
    f"{name}ConstraintComponent"
    for name in (
        "In", "Datatype", "Pattern", "Class", "NodeKind", "MinInclusive", "MaxInclusive",
        "LessThan", "LessThanOrEquals", "Disjoint", "Or", "Not",
    )
)  # fmt: skip
"""The constraints whose offending value helps the reader."""
_SHOWN = 3


class Shapes(NamedTuple):
    """The shapes as a graph for pySHACL, and as rules by the IRI of the shape."""

    graph: Graph
    rules: dict[str, Rule]


@cache
def shapes() -> Shapes:
    """Read the shipped shapes."""
    from rdflib import Graph

    # pySHACL reports rdflib's remarks on malformed values, which are findings already.
    logging.getLogger("rdflib.term").addFilter(_not_about_literals)
    whole = Graph()
    rules: dict[str, Rule] = {}
    for file in files_in(folder("shapes"), ".ttl"):
        part = Graph().parse(data=read(file), format="turtle")
        rules.update((rule.name, rule) for rule in _rules(part, f"shapes/{file.name}"))
        whole += part
    return Shapes(whole, dict(sorted(rules.items())))


def _not_about_literals(record: logging.LogRecord) -> bool:
    return not str(record.msg).startswith("Failed to convert Literal")


def _rules(graph: Graph, home: str) -> Iterator[Rule]:
    from rdflib import RDF, RDFS, SH, URIRef

    about, at_release = URIRef(f"{SHAPES}about"), URIRef(f"{SHAPES}severityAtRelease")
    for shape in sorted(s for s in graph.subjects(SH.message, None) if isinstance(s, URIRef)):
        named = (shape, RDF.type, SH.PropertyShape) in graph
        severity = _severity(graph.value(shape, SH.severity))
        released = graph.value(shape, at_release)
        message, remedy = split_message(str(graph.value(shape, SH.message)))
        yield Rule(
            name=str(shape)[len(SHAPES) :],
            severity=severity,
            at_release=_severity(released) if released else severity,
            title=str(graph.value(shape, SH.name if named else RDFS.label)),
            why=str(graph.value(shape, SH.description if named else RDFS.comment)),
            message=message,
            remedy=remedy,
            about=_about(graph, shape, graph.value(shape, about)),
            home=home,
        )


def _severity(term: Node | None) -> Severity:
    return _SEVERITIES[str(term).rpartition("#")[2]]


def _about(graph: Graph, shape: URIRef, said: Node | None) -> str | None:
    from rdflib import RDF, SH, URIRef

    path = said or graph.value(shape, SH.path)
    while path is not None and not isinstance(path, URIRef):
        # The first step of a path is the property that stands in the row of the thing itself.
        path = graph.value(path, RDF.first) or graph.value(path, SH.inversePath)
    return str(path) if path is not None else None


def check_shapes(facts: Facts) -> list[Hit]:
    """Return what breaks a shape; one hit for each thing and shape."""
    import pyshacl
    from rdflib import SH

    held = shapes()
    _, report, _ = pyshacl.validate(_graph(facts), shacl_graph=held.graph)
    values: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for result in report.subjects(SH.focusNode, None):
        focus = str(report.value(result, SH.focusNode))
        if f"<{focus}>" not in facts.own:
            continue  # a shared term, which the study refers to and does not describe
        rule = str(report.value(result, SH.sourceShape))[len(SHAPES) :]
        seen = values[rule, focus]
        component = str(report.value(result, SH.sourceConstraintComponent))
        value = report.value(result, SH.value)
        if value is not None and component.rpartition("#")[2] in _TELLING and str(value) != focus:
            seen.add(_named(value))
    return [Hit(held.rules[rule], focus, _found(seen)) for (rule, focus), seen in values.items()]


def _named(value: Node) -> str:
    from rdflib.term import URIRef

    if isinstance(value, URIRef):
        return name_of(str(value))
    plain = " ".join(str(value).split())
    return f"“{plain if len(plain) <= 60 else plain[:59] + '…'}”"


def name_of(iri: str) -> str:
    """Return what to call a thing in a message.

    >>> name_of("https://w3id.org/pif-kg/study/krishna2024/quote/Q27")
    'quote Q27'
    """
    thing = split_thing_iri(iri)
    return f"{thing[1]} {thing[2]}".strip() if thing else shorten(iri)


def _found(values: set[str]) -> str:
    if not values:
        return ""
    listed = ", ".join(sorted(values)[:_SHOWN])
    more = f" and {len(values) - _SHOWN} more" if len(values) > _SHOWN else ""
    return f"Found: {listed}{more}."


def _graph(facts: Facts) -> Graph:
    from rdflib import Graph
    from rdflib.term import URIRef

    nodes: dict[str, URIRef | Literal] = {}

    def node(term: str) -> URIRef | Literal:
        if term not in nodes:
            nodes[term] = URIRef(value_of(term)) if is_iri(term) else _literal(term)
        return nodes[term]

    graph = Graph()
    graph.addN((node(s), node(p), node(o), graph) for s, p, o in facts.triples)
    return graph


def _literal(term: str) -> Literal:
    from rdflib.term import Literal, URIRef

    value, datatype, language = parts(term)
    if language:
        return Literal(value, lang=language)
    if datatype is None or datatype.endswith("XMLSchema#string"):
        # rdflib holds "x" and "x"^^xsd:string for two terms; the shapes write the first.
        return Literal(value)
    if not datatype.startswith(XSD):
        # rdflib would parse rdf:XMLLiteral and rdf:HTML, entities and all; no shape asks for them.
        datatype = f"{SHAPES}unread"
    return Literal(value, datatype=URIRef(datatype), normalize=False)
