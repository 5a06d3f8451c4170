"""Write a study's graphs as RDF: N-Quads, TriG, Turtle, JSON-LD with Web Annotations."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Literal

from kg import terms
from kg.describing.annotation import AROUND
from kg.describing.fragments import fragment
from kg.describing.writing import PREFIXES
from kg.describing.writing.jsonld import jsonld
from kg.describing.writing.names import Names
from kg.describing.writing.turtle import turtle
from kg.exporting.facts import Facts
from kg.identifiers import study_iri
from kg.namespaces import DCTERMS, OA, RDF, derived_graph
from kg.terms import A, Triple, iri, text, typed

Graphs = Mapping[str, Iterable[Triple]]
Form = Literal["nquads", "trig", "turtle", "jsonld"]

_KINDS = (
    "quote",
    "region",
    "participant",
    "document",
    "code",
    "coding",
    "claim",
    "citation",
    "reference",
)


def nquads(study: str, graphs: Graphs) -> Iterator[str]:
    """Yield canonical N-Quads, sorted: two versions of a study can be compared line by line."""
    yield from terms.nquads(graphs)


def as_turtle(study: str, graphs: Graphs) -> Iterator[str]:
    """Yield Turtle: every statement once, whichever graph it is in."""
    return turtle(sorted(set().union(*map(set, graphs.values()))), _names(study))


def trig(study: str, graphs: Graphs) -> Iterator[str]:
    """Yield TriG: a block for each graph."""
    for graph in sorted(graphs):
        inside = False
        for piece in turtle(sorted(set(graphs[graph])), _names(study)):
            if not inside and not piece.startswith("@prefix"):
                yield f"\n<{graph}> {{"
                inside = True
            yield piece
        if inside:
            yield "}\n"


def as_jsonld(study: str, graphs: Graphs) -> Iterator[str]:
    """Yield JSON-LD: an object for each graph, and the coding acts as Web Annotations besides.

    The annotations say again what the study says, in other words. They stand in the graph of what
    follows, which a load leaves out and makes anew.
    """
    said = {graph: set(triples) for graph, triples in graphs.items()}
    said.setdefault(derived_graph(study), set()).update(as_annotations(study, graphs))
    yield '{"@graph": ['
    before = "\n"
    for graph in sorted(said):
        name = json.dumps(graph, ensure_ascii=False)
        for number, piece in enumerate(jsonld(sorted(said[graph]), _names(study))):
            yield piece if number else piece.replace("{", f'{before}{{\n  "@id": {name},', 1)
        before = ",\n"
    yield "]}\n"


def _names(study: str) -> Names:
    return Names({**PREFIXES, **{kind: f"{study_iri(study)}/{kind}/" for kind in _KINDS}})


def as_annotations(study: str, graphs: Graphs) -> Iterator[Triple]:
    """Yield the coding acts, quotes and regions of a study in the words of Web Annotations.

    An act is an annotation whose body is the code and whose target is the quote, which a
    selector finds by its words and another by its place; or a part of a picture or a recording.
    """
    facts = Facts(study, graphs)
    for _, node in facts.things("coding"):
        targets = facts.all(node, "codingTarget") or facts.all(node, "codingRegion")
        if not targets:
            continue
        yield node, A, _oa("Annotation")
        yield node, _oa("motivatedBy"), _oa("classifying")
        for target in targets:
            yield node, _oa("hasTarget"), target
        for body in facts.all(node, "codingBody"):
            yield node, _oa("hasBody"), body
        for maker in facts.all(node, "madeBy"):
            yield node, f"<{DCTERMS}creator>", maker
        for moment in facts.all(node, "codedAt"):
            yield node, f"<{DCTERMS}created>", moment
        for why in facts.all(node, "rationale"):
            yield node, _oa("bodyValue"), why
    for _, node in facts.things("quote"):
        yield from _selected(facts, node)
    for _, node in facts.things("region"):
        yield node, A, _oa("SpecificResource")
        for document in facts.all(node, "liesIn"):
            yield node, _oa("hasSource"), document
        if place := fragment(lambda name, node=node: facts.whole(node, name)):  # type: ignore[misc]
            part = iri(f"{node[1:-1]}#place")
            yield node, _oa("hasSelector"), part
            yield part, A, _oa("FragmentSelector")
            yield part, f"<{RDF}value>", text(place.value)
            yield part, f"<{DCTERMS}conformsTo>", iri(place.conforms_to)


def _selected(facts: Facts, node: str) -> Iterator[Triple]:
    exact = facts.text(node, "text")
    documents = facts.all(node, "drawnFrom")
    if not exact:
        return
    words, place = iri(f"{node[1:-1]}#words"), iri(f"{node[1:-1]}#place")
    yield node, A, _oa("SpecificResource")
    for document in documents:
        yield node, _oa("hasSource"), document
    yield node, _oa("hasSelector"), words
    yield words, A, _oa("TextQuoteSelector")
    yield words, _oa("exact"), text(exact)
    start, end = facts.whole(node, "start"), facts.whole(node, "end")
    if start is None or end is None:
        return
    yield node, _oa("hasSelector"), place
    yield place, A, _oa("TextPositionSelector")
    yield place, _oa("start"), typed(start, "nonNegativeInteger")
    yield place, _oa("end"), typed(end, "nonNegativeInteger")
    whole = facts.text(documents[0], "fullText") if documents else ""
    if whole and whole[start:end] == exact:
        yield words, _oa("prefix"), text(whole[max(0, start - AROUND) : start])
        yield words, _oa("suffix"), text(whole[end : end + AROUND])


def _oa(name: str) -> str:
    return f"<{OA}{name}>"


WRITERS: dict[Form, Callable[[str, Graphs], Iterator[str]]] = {
    "nquads": nquads, "trig": trig, "turtle": as_turtle, "jsonld": as_jsonld,
}  # fmt: skip


def put(pieces: Iterable[str], out: Path, *, packed: bool) -> None:
    """Write pieces of text to a file, packed with gzip or as they are."""
    with out.open("wb") as file:
        if not packed:
            file.writelines(piece.encode() for piece in pieces)
            return
        with gzip.GzipFile("", "wb", fileobj=file, mtime=0) as packing:
            for piece in pieces:
                packing.write(piece.encode())
