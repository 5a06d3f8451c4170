"""Random ontologies and facts: the engine agrees with rules spelled out the slow way."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from kg.closure import Schema, derive
from kg.namespaces import OWL, RDF, RDFS
from kg.terms import A, iri

CLASSES = [iri(f"http://example.org/{name}") for name in "ABCDE"]
ROLES = [iri(f"http://example.org/{name}") for name in "pqrs"]
THINGS = [iri(f"http://example.org/{name}") for name in ("one", "two", "three", "four")]

class_, role, thing = (st.sampled_from(some) for some in (CLASSES, ROLES, THINGS))
axiom = st.one_of(
    st.tuples(st.just("below"), class_, class_),
    st.tuples(st.just("both"), class_, class_, class_),
    st.tuples(st.just("either"), class_, class_, class_),
    st.tuples(st.just("some"), role, class_, class_),
    st.tuples(st.just("has"), role, thing, class_),
    st.tuples(st.just("value"), class_, role, thing),
    st.tuples(st.just("only"), class_, role, class_),
    st.tuples(st.just("exists"), class_, role, class_),
    st.tuples(st.just("part"), role, role),
    st.tuples(st.just("inverse"), role, role),
    st.tuples(st.just("symmetric"), role),
    st.tuples(st.just("transitive"), role),
    st.tuples(st.just("chain"), role, role, role),
    st.tuples(st.just("domain"), role, class_),
    st.tuples(st.just("range"), role, class_),
)
link = st.tuples(thing, role, thing)
fact = st.one_of(st.tuples(thing, st.just(A), class_), link, link)
NAMES = {
    "both": "intersectionOf",
    "either": "unionOf",
    "some": "someValuesFrom",
    "has": "hasValue",
    "value": "hasValue",
    "only": "allValuesFrom",
    "exists": "someValuesFrom",
}


def owl(name):
    return iri(f"{OWL}{name}")


def rdfs(name):
    return iri(f"{RDFS}{name}")


def written(axioms):
    """The axioms as an ontology's triples."""
    triples = [(name, A, owl("ObjectProperty")) for name in ROLES]

    def a_list(n, first, second):
        one, two = f"_:l{n}-1", f"_:l{n}-2"
        head, tail = iri(f"{RDF}first"), iri(f"{RDF}rest")
        triples.extend([(one, head, first), (one, tail, two)])
        triples.extend([(two, head, second), (two, tail, iri(f"{RDF}nil"))])
        return one

    def restriction(node, kind, on, value):
        triples.extend([(node, owl("onProperty"), on), (node, owl(NAMES[kind]), value)])

    for n, axiom in enumerate(axioms):
        node = f"_:x{n}"
        match axiom:
            case "below", low, high:
                triples += [(low, rdfs("subClassOf"), high)]
            case "both" | "either" as kind, first, second, head:
                triples += [(node, owl(NAMES[kind]), a_list(n, first, second))]
                triples += [(node, rdfs("subClassOf"), head)]
            case "some" | "has" as kind, on, value, head:
                restriction(node, kind, on, value)
                triples += [(node, rdfs("subClassOf"), head)]
            case "value" | "only" | "exists" as kind, body, on, value:
                restriction(node, kind, on, value)
                triples += [(body, rdfs("subClassOf"), node)]
            case "part", low, high:
                triples += [(low, rdfs("subPropertyOf"), high)]
            case "inverse", one, other:
                triples += [(one, owl("inverseOf"), other)]
            case "symmetric" | "transitive" as kind, on:
                triples += [(on, A, owl(f"{kind.title()}Property"))]
            case "chain", left, right, head:
                triples += [(head, owl("propertyChainAxiom"), a_list(n, left, right))]
            case "domain" | "range" as kind, on, head:
                triples += [(on, rdfs(kind), head)]
    return triples


def slowly(axioms, facts):
    """All that follows: every axiom tried on every fact until nothing is new."""
    known = set(facts)
    while True:
        new = {triple for axiom in axioms for triple in once(axiom, known)} - known
        if not new:
            return known
        known |= new


def once(axiom, known):
    def members(name):
        return {s for s, p, o in known if p == A and o == name}

    def pairs(name):
        return {(s, o) for s, p, o in known if p == name}

    match axiom:
        case "below", low, high:
            return {(x, A, high) for x in members(low)}
        case "both", first, second, head:
            return {(x, A, head) for x in members(first) & members(second)}
        case "either", first, second, head:
            return {(x, A, head) for x in members(first) | members(second)}
        case "some", on, filler, head:
            return {(x, A, head) for x, y in pairs(on) if y in members(filler)}
        case "has", on, value, head:
            return {(x, A, head) for x, y in pairs(on) if y == value}
        case "value", body, on, value:
            return {(x, on, value) for x in members(body)}
        case "only", body, on, filler:
            return {(y, A, filler) for x, y in pairs(on) if x in members(body)}
        case "exists", body, on, filler:
            found = set()
            for x in members(body):
                if x in THINGS:
                    assumed = f"{x} must {on} some {filler}"
                    found |= {(x, on, assumed), (assumed, A, filler)}
            return found
        case "part", low, high:
            return {(x, high, y) for x, y in pairs(low)}
        case "inverse", one, other:
            return {(y, other, x) for x, y in pairs(one)} | {(y, one, x) for x, y in pairs(other)}
        case "symmetric", on:
            return {(y, on, x) for x, y in pairs(on)}
        case "transitive", on:
            return {(x, on, z) for (x, y), (w, z) in product(pairs(on), repeat=2) if y == w}
        case "chain", left, right, head:
            return {(x, head, z) for (x, y), (w, z) in product(pairs(left), pairs(right)) if y == w}
        case "domain", on, head:
            return {(x, A, head) for x, _ in pairs(on)}
        case "range", on, head:
            return {(y, A, head) for _, y in pairs(on)}
    raise AssertionError(axiom)


def turns_round(axioms):
    """Whether a property might be its own inverse, so that things may relate to themselves."""
    return any(axiom[0] in ("symmetric", "inverse") for axiom in axioms)


@settings(max_examples=400, deadline=None)
@given(st.lists(axiom, max_size=10), st.lists(fact, max_size=8), st.lists(fact, max_size=3))
def test_the_engine_derives_what_the_slow_way_does(axioms, facts, shared):
    named = set(THINGS)
    schema = Schema.from_triples(written(axioms), shared)

    derived = derive({"urn:graph": facts}, schema=schema)

    known = slowly(axioms, [*facts, *shared])
    expected = {
        (s, p, o)
        for s, p, o in known - slowly(axioms, shared) - set(facts)
        if s in named and (o in named or p == A)
    }
    assert derived <= expected
    missing = expected - derived
    assert all(s == o for s, _, o in missing)
    assert not missing or turns_round(axioms)
