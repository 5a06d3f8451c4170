"""What HermiT infers about the things of a study, made complete enough to compare with."""

from __future__ import annotations

from collections.abc import Iterable

from kg.closure.shipped import shipped_triples
from kg.closure.statements import Statements, owl, rdfs
from kg.errors import OntologyInconsistent
from kg.reasoning.hermit import MEMORY_MB, SECONDS, ask
from kg.reasoning.hierarchy import NOTHING, THING, closed, found, told
from kg.reasoning.readable import readable
from kg.terms import A, Graphs, Triple, is_iri


def infer(graphs: Graphs, *, seconds: float = SECONDS, memory_mb: int = MEMORY_MB) -> set[Triple]:
    """Return what holds by HermiT of the ontology, the scheme and a study's graphs together.

    See :func:`infer_from`, also for what it raises.
    """
    ontology, scheme = shipped_triples()
    study = (triple for given in graphs.values() for triple in given)
    return infer_from([*ontology, *scheme, *study], seconds=seconds, memory_mb=memory_mb)


def infer_from(
    triples: Iterable[Triple], *, seconds: float = SECONDS, memory_mb: int = MEMORY_MB
) -> set[Triple]:
    """Return the types and object property values that hold by HermiT, told ones included.

    Types are in classes with a name. Owlready2 keeps of HermiT's answer the direct types and, of
    a property and its inverse, one; so superclasses, super-properties, inverses and symmetric
    pairs are added here, by the hierarchies alone and by no other rule.

    Raises:
        OntologyInconsistent: The triples contradict each other.
        MissingExtra: Owlready2 or Java is missing.
        LimitReached: HermiT needs more time or memory than allowed.
    """
    kept = readable(triples)
    answer = ask(kept, links=True, seconds=seconds, memory_mb=memory_mb)
    if not answer.consistent:
        raise OntologyInconsistent("What the study says contradicts the ontology.")
    said = Statements(kept | answer.new)
    return _types(said, kept, answer.new) | _links(said)


def _types(said: Statements, triples: set[Triple], new: set[Triple]) -> set[Triple]:
    above = closed(told(triples) | found(new))
    classes = {s for s, o in said.pairs(A) if o == owl("Class")}
    silent = {THING, NOTHING}
    return {
        (thing, A, high)
        for thing, name in said.pairs(A)
        if name in classes and is_iri(name)
        for high in {name, *above.get(name, set())} - silent
    }


def _links(said: Statements) -> set[Triple]:
    properties = {s for s, o in said.pairs(A) if o == owl("ObjectProperty")}
    turned: dict[str, set[str]] = {p: set() for p in properties}
    for one, other in said.pairs(owl("inverseOf")):
        if one in turned and other in turned:
            turned[one].add(other)
            turned[other].add(one)
    for name, kind in said.pairs(A):
        if kind == owl("SymmetricProperty"):
            turned[name].add(name)
    same = said.pairs(owl("equivalentProperty"))
    higher = [*said.pairs(rdfs("subPropertyOf")), *same, *((b, a) for a, b in same)]
    above = closed(pair for pair in higher if pair[0] in turned)
    links = {(s, p, o) for p in properties for s, o in said.pairs(p)}
    while True:
        more = {(s, high, o) for s, p, o in links for high in above.get(p, set()) if high in turned}
        more |= {(o, other, s) for s, p, o in links for other in turned[p]}
        if more <= links:
            return links
        links |= more
