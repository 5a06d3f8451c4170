"""The pitfalls of OOPS! in what axioms say of classes and properties."""

from __future__ import annotations

from dataclasses import replace

from kg.closure.statements import owl, rdfs
from kg.fair.checks import Found, Group, failed, judged, passed
from kg.fair.ontologies import Form, Ontology, short
from kg.fair.oops import oops
from kg.terms import A, is_iri

_ABOVE = rdfs("subClassOf")


@oops.check("P04", "minor", remedy="Relate it to other terms, or take it out.")
def unconnected(ontology: Ontology) -> Found:
    """A class or property stands alone: nothing lies above or below it, and no axiom names it."""
    terms = ontology.own("Class", "ObjectProperty", "DatatypeProperty")
    related = _related_terms(ontology)
    return judged(f"{len(terms)} terms", [short(t) for t in terms if t not in related])


def _related_terms(ontology: Ontology) -> set[str]:
    found: set[str] = set()
    said = ontology.said
    for name in ("subClassOf", "subPropertyOf", "domain", "range"):
        for s, o in said.pairs(rdfs(name)):
            if o != owl("Thing"):
                found |= {s, *ontology.mentioned(o)}
    for name in ("equivalentClass", "equivalentProperty", "inverseOf", "propertyChainAxiom"):
        for s, o in said.pairs(owl(name)):
            found |= {s, *ontology.mentioned(o)} - ({s} if s == o else set())
    found |= {o for _, o in said.pairs(owl("onProperty"))}
    return found


@oops.check("P05", "critical", remedy="Let the domain of one be the range of the other.")
def wrong_inverses(ontology: Ontology) -> Found:
    """Of two inverse properties, the domain of one is not the range of the other."""
    pairs = [(a, b) for a, b in ontology.said.pairs(owl("inverseOf")) if is_iri(a) and is_iri(b)]
    offenders = [
        f"{short(a)} and {short(b)}"
        for a, b in pairs
        if _differ(ontology.ends(a, "domain"), ontology.ends(b, "range"))
        or _differ(ontology.ends(a, "range"), ontology.ends(b, "domain"))
    ]
    return judged(f"{len(pairs)} pairs of inverses", offenders)


def _differ(one: set[Form], other: set[Form]) -> bool:
    return bool(one and other and one != other)


@oops.check("P06", "critical", remedy="Take one step out, or make the classes equivalent.")
def cycles(ontology: Ontology) -> Found:
    """A class lies above itself by way of others."""
    above: dict[str, set[str]] = {}
    for low, high in ontology.said.pairs(_ABOVE):
        if is_iri(low) and is_iri(high) and low != high:
            above.setdefault(low, set()).add(high)
    offenders = [short(c) for c in sorted(above) if _reaches(above, c)]
    return judged(f"{len(ontology.classes)} classes", offenders)


def _reaches(above: dict[str, set[str]], start: str) -> bool:
    waiting, passed_by = list(above.get(start, ())), set()
    while waiting:
        at = waiting.pop()
        if at == start:
            return True
        if at not in passed_by:
            passed_by.add(at)
            waiting += above.get(at, ())
    return False


@oops.check("P10", "important", remedy="Say which classes share no member (owl:disjointWith …).")
def no_disjointness(ontology: Ontology) -> Found:
    """No classes are declared disjoint."""
    said = ontology.said
    whole = [s for s, kind in said.pairs(A) if kind == owl("AllDisjointClasses")]
    stated = [*said.pairs(owl("disjointWith")), *said.pairs(owl("disjointUnionOf")), *whole]
    if len(ontology.classes) < 2:
        return passed("fewer than two classes")
    return passed(f"{len(stated)} axioms") if stated else failed("the classes", "no disjointness")


@oops.check(
    "P11", "important", remedy="State domain and range; owl:Thing where it may be anything."
)
def no_domain_or_range(ontology: Ontology) -> Found:
    """A property has no domain or no range."""
    offenders = [
        f"{short(p)}: no {end}"
        for p in ontology.properties
        for end in ("domain", "range")
        if not ontology.ends(p, end)
    ]
    return judged(f"{len(ontology.properties)} properties", offenders)


@oops.check("P13", "minor", remedy="Declare an inverse where people will ask the other way round.")
def no_inverse(ontology: Ontology) -> Found:
    """An object property has no inverse, and is not symmetric."""
    offenders = [
        short(p)
        for p in ontology.relations
        if not ontology.inverses(p) and not ontology.has_kind(p, "SymmetricProperty")
    ]
    return judged(f"{len(ontology.relations)} object properties", offenders)


@oops.check("P19", "critical", remedy="State one domain and one range; a union if either may be.")
def several_domains_or_ranges(ontology: Ontology) -> Found:
    """A property has two domains or ranges, which means both at once."""
    offenders = [
        f"{short(p)}: {end}"
        for p in ontology.properties
        for end in ("domain", "range")
        if len(ontology.ends(p, end)) > 1
    ]
    return judged(f"{len(ontology.properties)} properties", offenders)


@oops.check("P24", "important", remedy="Define it by other terms.")
def recursive_definitions(ontology: Ontology) -> Found:
    """A term is used in its own definition.

    A class in its own equivalent or higher class or enumeration, a property in its own domain or
    range.
    """
    terms = ontology.own("Class", "ObjectProperty", "DatatypeProperty")
    return judged(f"{len(terms)} terms", [short(t) for t in terms if t in _defining(ontology, t)])


def _defining(ontology: Ontology, term: str) -> set[str]:
    places = (_ABOVE, owl("equivalentClass"), owl("disjointUnionOf"), owl("oneOf"))
    ends = (rdfs("domain"), rdfs("range"))
    values = [o for place in (*places, *ends) for o in ontology.values(term, place)]
    return {found for value in values for found in ontology.mentioned(value)}


@oops.check("P25", "important", remedy="Declare it an owl:SymmetricProperty.")
def inverse_of_itself(ontology: Ontology) -> Found:
    """A property is declared the inverse of itself."""
    pairs = ontology.said.pairs(owl("inverseOf"))
    return judged(f"{len(pairs)} inverses", [short(a) for a, b in pairs if a == b])


@oops.check("P26", "important", remedy="Take the inverse out: a symmetric property is its own.")
def inverse_of_symmetric(ontology: Ontology) -> Found:
    """A symmetric property has another property for its inverse."""
    symmetric = _of_kind(ontology, "SymmetricProperty")
    return judged(
        f"{len(symmetric)} symmetric properties",
        [short(p) for p in symmetric if ontology.inverses(p) - {p}],
    )


@oops.check("P27", "critical", remedy="Take the equivalence out, or make domains and ranges agree.")
def wrong_equivalent_properties(ontology: Ontology) -> Found:
    """Two properties are declared equivalent and differ in domain or range."""
    pairs = [p for p in ontology.said.pairs(owl("equivalentProperty")) if is_iri(p[1])]
    offenders = [
        f"{short(a)} and {short(b)}"
        for a, b in pairs
        if any(_differ(ontology.ends(a, end), ontology.ends(b, end)) for end in ("domain", "range"))
    ]
    return judged(f"{len(pairs)} equivalences", offenders)


@oops.check("P28", "critical", remedy="Let its domain be its range, or drop the symmetry.")
def wrong_symmetric_properties(ontology: Ontology) -> Found:
    """A symmetric property has a domain that is not its range."""
    return _ends_agree(ontology, "SymmetricProperty", "symmetric")


@oops.check("P29", "critical", remedy="Let its domain be its range, or drop the transitivity.")
def wrong_transitive_properties(ontology: Ontology) -> Found:
    """A transitive property has a domain that is not its range."""
    return _ends_agree(ontology, "TransitiveProperty", "transitive")


def _ends_agree(ontology: Ontology, kind: str, word: str) -> Found:
    found = _of_kind(ontology, kind)
    offenders = [
        short(p) for p in found if _differ(ontology.ends(p, "domain"), ontology.ends(p, "range"))
    ]
    return judged(f"{len(found)} {word} properties", offenders)


def _of_kind(ontology: Ontology, kind: str) -> list[str]:
    return [p for p in ontology.relations if ontology.has_kind(p, kind)]


@oops.check("P33", "minor", remedy="Use rdfs:subPropertyOf.")
def chain_of_one(ontology: Ontology) -> Found:
    """A property chain has one link."""
    chains = ontology.said.pairs(owl("propertyChainAxiom"))
    offenders = [short(s) for s, head in chains if len(ontology.said.list(head)) < 2]
    return judged(f"{len(chains)} chains", offenders)


def every_pitfall(ontology: Ontology) -> Group:
    """Look for all pitfalls, those of both modules, in the order of the catalogue."""
    found = oops.run(ontology)
    return replace(found, results=tuple(sorted(found.results, key=lambda result: result.id)))
