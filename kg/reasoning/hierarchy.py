"""The hierarchy of named classes, as told and as found by a reasoner."""

from __future__ import annotations

from collections.abc import Iterable

from kg.closure.statements import Statements, owl, rdfs
from kg.terms import A, Triple, is_iri

SUBCLASS = rdfs("subClassOf")
EQUIVALENT = owl("equivalentClass")
NOTHING = owl("Nothing")
THING = owl("Thing")

Above = dict[str, set[str]]
"""Class → every class it is below of, itself left out."""


def named_classes(triples: Iterable[Triple]) -> set[str]:
    """Return the classes (terms) declared with a name."""
    return {s for s, p, o in triples if p == A and o == owl("Class") and is_iri(s)}


def told(triples: Iterable[Triple]) -> set[tuple[str, str]]:
    """Return the pairs (class, class above) that axioms say outright.

    An axiom whose right side is an intersection says each of its parts.
    """
    said = Statements(triples)
    pairs: set[tuple[str, str]] = set()
    axioms = said.pairs(SUBCLASS) + said.pairs(EQUIVALENT)
    axioms += [(o, s) for s, o in said.pairs(EQUIVALENT)]
    for low, high in axioms:
        for part in (high, *said.list(said.one(high, owl("intersectionOf")))):
            if is_iri(low) and is_iri(part):
                pairs.add((low, part))
    for whole, union in said.pairs(owl("disjointUnionOf")):
        pairs |= {(part, whole) for part in said.list(union) if is_iri(part)}
    return {(low, high) for low, high in pairs if low != high}


def found(triples: Iterable[Triple]) -> set[tuple[str, str]]:
    """Return the pairs (class, class above) among a reasoner's new axioms."""
    pairs: set[tuple[str, str]] = set()
    for s, p, o in triples:
        if p in (SUBCLASS, EQUIVALENT) and s != o:
            pairs.add((s, o))
        if p == EQUIVALENT and s != o:
            pairs.add((o, s))
    return pairs


def closed(pairs: Iterable[tuple[str, str]]) -> Above:
    """Return, for each class, all that are above it."""
    up: dict[str, set[str]] = {}
    for low, high in pairs:
        up.setdefault(low, set()).add(high)
    above: Above = {}
    for start in up:
        seen: set[str] = set()
        open_ = [start]
        while open_:
            for high in up.get(open_.pop(), set()) - seen:
                seen.add(high)
                open_.append(high)
        above[start] = seen - {start}
    return above
