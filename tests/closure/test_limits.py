"""What the rules leave out, refuse or survive."""

from pathlib import Path

import pytest

from kg.closure import Schema, derive
from kg.errors import LimitReached
from kg.namespaces import OWL, RDF, RDFS, derived_graph
from kg.terms import A, iri

CASES = Path(__file__).parent / "cases"
P, Q, C, D = (iri(f"http://example.org/{name}") for name in "pqCD")


def owl(name):
    return iri(f"{OWL}{name}")


def thing(n):
    return iri(f"http://example.org/thing/{n}")


def test_a_derived_graph_among_the_studys_graphs_is_passed_over():
    schema = Schema.from_triples([(C, iri(f"{RDFS}subClassOf"), D)])
    said = {(thing(1), A, C)}
    stale = {(thing(1), A, D), (thing(2), A, C)}

    derived = derive({"urn:graph": said, derived_graph("study"): stale}, schema=schema)

    assert derived == {(thing(1), A, D)}


def test_more_facts_than_the_limit_stop_the_derivation_with_the_property_named():
    schema = Schema.from_triples([(P, A, owl("ObjectProperty")), (P, A, owl("TransitiveProperty"))])
    chain = {(thing(n), P, thing(n + 1)) for n in range(200)}

    with pytest.raises(LimitReached, match=r"http://example\.org/p"):
        derive({"urn:graph": chain}, schema=schema, limit=10_000)


def test_one_derivation_leaves_nothing_behind_for_the_next():
    schema = Schema.from_triples([(C, iri(f"{RDFS}subClassOf"), D)])
    derive({"urn:graph": {(thing(1), A, C)}}, schema=schema)

    assert derive({"urn:graph": {(thing(2), A, C)}}, schema=schema) == {(thing(2), A, D)}


def test_a_circle_of_names_for_one_class_ends():
    below = iri(f"{RDFS}subClassOf")
    schema = Schema.from_triples([(C, below, D), (D, below, C)])

    assert derive({"urn:graph": {(thing(1), A, C)}}, schema=schema) == {(thing(1), A, D)}


def test_a_list_that_runs_in_a_circle_ends():
    first, rest = iri(f"{RDF}first"), iri(f"{RDF}rest")
    schema = Schema.from_triples(
        [
            (C, owl("equivalentClass"), "_:both"),
            ("_:both", owl("intersectionOf"), "_:list"),
            ("_:list", first, D),
            ("_:list", rest, "_:list"),
        ]
    )

    assert derive({"urn:graph": {(thing(1), A, D)}}, schema=schema) == {(thing(1), A, C)}


def test_an_expression_inside_itself_tells_nothing():
    schema = Schema.from_triples(
        [
            (P, A, owl("ObjectProperty")),
            (C, owl("equivalentClass"), "_:some"),
            ("_:some", owl("onProperty"), P),
            ("_:some", owl("someValuesFrom"), "_:some"),
        ]
    )

    assert schema.unread == (C,)
    assert derive({"urn:graph": {(thing(1), P, thing(2))}}, schema=schema) == set()


@pytest.mark.parametrize("constructor", ["complementOf", "unionOf", "allValuesFrom", "hasSelf"])
def test_a_definition_that_rules_cannot_tell_is_named(constructor):
    triples = {(C, owl("equivalentClass"), "_:x"), (P, A, owl("ObjectProperty"))}
    if constructor == "unionOf":
        triples |= {
            ("_:x", owl("unionOf"), "_:list"),
            ("_:list", iri(f"{RDF}first"), "_:not"),
            ("_:list", iri(f"{RDF}rest"), iri(f"{RDF}nil")),
            ("_:not", owl("complementOf"), D),
        }
    else:
        triples |= {("_:x", owl("onProperty"), P), ("_:x", owl(constructor), D)}

    assert Schema.from_triples(triples).unread == (C,)
