"""rdflib's SPARQLStore: a remote graph used as if it were here."""

import pytest
from rdflib import Graph, Literal, URIRef, Variable
from rdflib.plugins.stores.sparqlstore import SPARQLStore

from kg.namespaces import CONSTRUCT, PIF

Q27 = URIRef("https://w3id.org/pif-kg/study/krishna2024/quote/Q27")
TEXT = URIRef(f"{PIF}text")
SUPPORTS = URIRef(f"{PIF}supports")


@pytest.fixture(params=["GET", "POST", "POST_FORM"])
def store(request, endpoint):
    return SPARQLStore(endpoint, method=request.param)


def test_a_query_to_the_store(store):
    rows = store.query(f"SELECT ?q {{ ?q a <{PIF}Quote> }}")

    assert len(list(rows)) == 27


def test_a_query_through_a_graph_with_bindings(store):
    graph = Graph(store)

    rows = list(
        graph.query(
            "SELECT ?q ?c { ?q pif:supports ?c }",
            initNs={"pif": PIF},
            initBindings={Variable("c"): URIRef(f"{CONSTRUCT}patching")},
        )
    )

    assert rows
    assert {row.c for row in rows} == {URIRef(f"{CONSTRUCT}patching")}


def test_triples_by_pattern(store):
    graph = Graph(store)

    [text] = graph.objects(Q27, TEXT)

    assert isinstance(text, Literal)
    assert Q27 in set(graph.subjects(TEXT, text))
    assert (Q27, SUPPORTS, None) in graph
    assert (Q27, SUPPORTS, URIRef("https://example.org/nothing")) not in graph


def test_ask_construct_and_describe(store):
    graph = Graph(store)

    assert bool(graph.query(f"ASK {{ <{Q27}> <{TEXT}> ?t }}")) is True
    assert len(graph.query(f"CONSTRUCT {{ <{Q27}> ?p ?o }} WHERE {{ <{Q27}> ?p ?o }}").graph) > 5
    assert (Q27, TEXT, None) in graph.query(f"DESCRIBE <{Q27}>").graph


def test_it_is_counted(store):
    assert len(Graph(store)) > 1000
