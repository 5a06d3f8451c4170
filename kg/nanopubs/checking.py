"""What keeps a set of graphs from being a nanopublication (https://nanopub.net/guidelines)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from kg.formats.rdf import Quad
from kg.nanopubs.trusty import CODE, artifact_code
from kg.terms import A

NP = "http://www.nanopub.org/nschema#"
NPX = "http://purl.org/nanopub/x/"
PARTS = ("hasAssertion", "hasProvenance", "hasPublicationInfo")


def faults(quads: Iterable[Quad]) -> list[str]:
    """Return what is wrong with a nanopublication, each in a sentence; nothing if it is one."""
    by_graph: dict[str, list[Quad]] = defaultdict(list)
    for quad in quads:
        by_graph[quad.graph].append(quad)
    heads = [
        (graph, quad.subject)
        for graph, said in sorted(by_graph.items())
        for quad in said
        if quad.predicate == A and quad.object == f"<{NP}Nanopublication>"
    ]
    if len(heads) != 1:
        return [f"It has {len(heads)} heads that say np:Nanopublication, and must have one."]
    head, it = heads[0]
    found = list(_of_head(by_graph, head, it))
    return found or list(_of_code(by_graph, it[1:-1]))


def split(quads: Iterable[Quad]) -> list[list[Quad]]:
    """Take a collection of nanopublications apart; what belongs to none is a part of its own."""
    every = list(quads)
    heads = [q for q in every if q.predicate == A and q.object == f"<{NP}Nanopublication>"]
    found: list[list[Quad]] = []
    taken: set[str] = set()
    for head in heads:
        graphs = {head.graph} | {
            q.object[1:-1]
            for q in every
            if q.graph == head.graph and q.predicate in {f"<{NP}{part}>" for part in PARTS}
        }
        found.append([q for q in every if q.graph in graphs])
        taken |= graphs
    rest = [q for q in every if q.graph not in taken]
    return [*found, rest] if rest or not found else found


def _of_head(by_graph: dict[str, list[Quad]], head: str, it: str) -> Iterator[str]:
    named: dict[str, str] = {}
    for part in PARTS:
        graphs = {q.object[1:-1] for q in by_graph[head]
                  if q.subject == it and q.predicate == f"<{NP}{part}>"}  # fmt: skip
        if len(graphs) != 1:
            yield f"np:{part} leads to {len(graphs)} graphs, and must lead to one."
            continue
        named[part] = graphs.pop()
        if not by_graph.get(named[part]):
            yield f"The graph of np:{part} is empty."
    if len(named) < len(PARTS):
        return
    wanted = {head, *named.values()}
    if len(wanted) != len(PARTS) + 1:
        yield "Two of its four graphs are one."
    own = it[1:-1].rstrip("/#")
    if strange := sorted(graph for graph in wanted if not graph.startswith(own)):
        yield f"These graphs do not begin with its address: {', '.join(strange)}."
    if others := sorted(by_graph.keys() - wanted):
        yield f"There are statements outside its four graphs: {', '.join(others) or 'in none'}."
    provenance = by_graph.get(named["hasProvenance"], [])
    if not any(f"<{named['hasAssertion']}>" in (q.subject, q.object) for q in provenance):
        yield "Its provenance does not speak of its assertion."
    if not any(it in (q.subject, q.object) for q in by_graph.get(named["hasPublicationInfo"], [])):
        yield "Its publication info does not speak of it."


def _of_code(by_graph: dict[str, list[Quad]], it: str) -> Iterator[str]:
    code = it.rstrip("/#")[-45:]
    if not CODE.fullmatch(code):
        return  # it promises nothing of what it says
    try:
        right = artifact_code([q for said in by_graph.values() for q in said], code)
    except ValueError as error:
        yield f"Its code cannot be told: {error}."
        return
    if right != code:
        yield f"Its address ends in {code}, and what it says has {right}: it was changed."
