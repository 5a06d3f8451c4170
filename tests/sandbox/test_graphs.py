"""Which graphs a query is asked of: the protocol's, else those of FROM, else all of them."""

import json

import pytest
from jail_kit import SMALL
from store_kinds import KINDS, opened, read_graphs

from kg.sandbox import Job, start

FIRST = "https://w3id.org/pif-kg/graph/study/first"
SECOND = "https://w3id.org/pif-kg/graph/study/second"
ELSEWHERE = "http://127.0.0.1:9/elsewhere"
COUNT = "SELECT (COUNT(*) AS ?n) %s { ?s ?p ?o }"
NAMES = "SELECT DISTINCT ?g %s { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g"


@pytest.fixture(scope="module", params=KINDS)
def two(request, tmp_path_factory):
    """A jail over a store with two studies, and how many statements each graph has."""
    with opened(request.param, tmp_path_factory.mktemp("two")) as store:
        sizes = {}
        for study in ("first", "second"):
            graphs = read_graphs(study)
            store.replace(study, graphs)
            sizes |= {graph: len(triples) for graph, triples in graphs.items()}
        with start(store.address, SMALL, services=()) as jail:
            yield jail, sizes


def rows(jail, sparql, **more):
    found = json.loads(b"".join(jail.run(Job(sparql, "json", **more)).chunks()))
    return [[cell["value"] for cell in row.values()] for row in found["results"]["bindings"]]


def count(jail, clauses="", **more):
    return int(rows(jail, COUNT % clauses, **more)[0][0])


def test_without_a_word_all_graphs_are_the_default_graph(two):
    jail, sizes = two

    assert count(jail) > sum(sizes.values()) > 0
    assert {FIRST, SECOND} <= {row[0] for row in rows(jail, NAMES % "")}


def test_from_names_the_default_graph(two):
    jail, sizes = two

    assert count(jail, f"FROM <{FIRST}>") == sizes[FIRST]
    assert rows(jail, NAMES % f"FROM <{FIRST}>") == []


def test_from_named_leaves_no_default_graph(two):
    jail, _ = two

    assert count(jail, f"FROM NAMED <{FIRST}>") == 0
    assert rows(jail, NAMES % f"FROM NAMED <{FIRST}>") == [[FIRST]]


def test_several_graphs_are_one_default_graph(two):
    jail, sizes = two

    assert count(jail, f"FROM <{FIRST}> FROM <{SECOND}>") == sizes[FIRST] + sizes[SECOND]


def test_what_the_protocol_names_overrides_from(two):
    jail, sizes = two
    clauses = f"FROM <{FIRST}> FROM NAMED <{FIRST}>"

    assert count(jail, clauses, default_graphs=(SECOND,)) == sizes[SECOND]
    assert rows(jail, NAMES % clauses, default_graphs=(SECOND,)) == []
    assert count(jail, clauses, named_graphs=(SECOND,)) == 0
    assert rows(jail, NAMES % clauses, named_graphs=(SECOND,)) == [[SECOND]]


def test_what_the_protocol_names_may_be_both(two):
    jail, sizes = two
    graphs = {"default_graphs": (FIRST,), "named_graphs": (SECOND,)}

    assert count(jail, **graphs) == sizes[FIRST]
    assert rows(jail, NAMES % "", **graphs) == [[SECOND]]


def test_a_graph_that_the_store_does_not_hold_is_empty(two):
    jail, sizes = two

    assert count(jail, f"FROM <{ELSEWHERE}>") == 0
    assert count(jail, f"FROM <{ELSEWHERE}> FROM <{FIRST}>") == sizes[FIRST]
    assert count(jail, default_graphs=(ELSEWHERE,)) == 0
    assert rows(jail, NAMES % f"FROM NAMED <{ELSEWHERE}>") == []
    assert rows(jail, NAMES % "", named_graphs=(ELSEWHERE,)) == []


def test_from_is_read_with_the_prefixes_of_the_query(two):
    jail, sizes = two
    sparql = "PREFIX g: <https://w3id.org/pif-kg/graph/study/> " + COUNT % "FROM g:first"

    assert rows(jail, sparql) == [[str(sizes[FIRST])]]
