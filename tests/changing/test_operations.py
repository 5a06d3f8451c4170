"""What is known of an update before it is carried out: its operations, and what they look at."""

import pytest

from kg.changing.operations import operations
from kg.namespaces import study_graph

PREFIXES = "PREFIX x: <x:> PREFIX said: <https://w3id.org/pif-kg/graph/study/>\n"


def test_an_update_is_cut_where_semicolons_end_an_operation_and_nowhere_else():
    found = operations(
        """
        BASE <x:> PREFIX a: <x:a#>
        INSERT DATA { GRAPH a:g { a:s a:p "; }" ; a:q <x:;> , ';' . } } # ; }
        ;
        PREFIX b: <x:b#>
        DELETE { GRAPH ?g { ?s b:p ?o } } WHERE { GRAPH ?g { ?s b:p ?o ; a:q ?r } } ;
        """
    )

    first, second = (each.text for each in found)
    assert first.startswith("BASE <x:>\nPREFIX a: <x:a#>\nINSERT DATA")
    assert "PREFIX a: <x:a#>\nPREFIX b: <x:b#>\nDELETE" in second
    assert second.endswith("a:q ?r } }")


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("{ GRAPH ?g { ?s ?p ?o } }", False),
        ("{ GRAPH x:g { ?s ?p ?o . FILTER(?o > 1) } FILTER(?s != x:s) }", False),
        ("{ GRAPH x:g { ?s ?p ?o } OPTIONAL { GRAPH x:h { ?s ?q ?o } } BIND(1 AS ?x) }", False),
        ("{ { GRAPH x:g { ?s ?p ?o } } UNION { GRAPH x:h { ?s ?p ?o } } }", False),
        ("{ GRAPH x:g { ?s ?p ?o } FILTER NOT EXISTS { GRAPH x:h { ?s ?p ?o } } }", False),
        ("{ ?s ?p ?o }", True),
        ("{ GRAPH x:g { ?s ?p ?o } ?s x:q ?r }", True),
        ("{ GRAPH x:g { ?s ?p ?o } FILTER NOT EXISTS { ?s x:q ?r } }", True),
        ("{ GRAPH x:g { ?s ?p ?o } FILTER(EXISTS { ?s x:q ?r } && ?o = 1) }", True),
        ("{ GRAPH x:g { ?s ?p ?o } OPTIONAL { ?s x:q ?r } }", True),
        ("{ { SELECT ?s { ?s x:q ?r } } }", True),
        ("{ VALUES ?s { x:s } GRAPH x:g { ?s ?p ?o } }", True),
        ("{ GRAPH x:g { ?s ?p ?o } [] x:q ?r }", True),
        ("{ GRAPH x:g { ?s ?p ?o } _:b x:q ?r }", True),
        ("{ GRAPH x:g { ?s ?p ?o } (1 2) x:q ?r }", True),
    ],
)
def test_the_union_is_made_only_for_what_looks_outside_of_graph(where, expected):
    [found] = operations(f"{PREFIXES} DELETE {{ GRAPH x:g {{ ?s ?p ?o }} }} WHERE {where}")

    assert found.reads_union is expected


@pytest.mark.parametrize(
    ("sparql", "expected"),
    [
        ("INSERT DATA { GRAPH said:a { x:s x:p 1 } GRAPH said:b { x:s x:p 2 } }", "ab"),
        ("DELETE WHERE { GRAPH said:a { ?s ?p ?o } }", "a"),
        ("WITH said:a DELETE { ?s ?p ?o } USING said:b WHERE { ?s ?p ?o }", "ab"),
        ("INSERT { GRAPH said:a { ?s ?p 1 } } WHERE { GRAPH said:b { ?s ?p ?o } }", "ab"),
        ("WITH said:a INSERT { ?s ?p 1 } USING NAMED said:b WHERE { GRAPH said:b { } }", "ab"),
        ("COPY said:a TO GRAPH said:b", "ab"),
        ("MOVE SILENT GRAPH said:a TO said:b", "ab"),
        ("CLEAR SILENT GRAPH said:a", "a"),
        (f"DROP GRAPH <{study_graph('a')}>", "a"),
        ("DELETE WHERE { GRAPH ?g { ?s ?p ?o } }", None),
        ("DROP ALL", None),
        ("CLEAR NAMED", None),
        ("INSERT { GRAPH said:a { ?s ?p 1 } } WHERE { ?s ?p ?o }", None),
        ("WITH said:a INSERT { ?s ?p 1 } USING NAMED said:b WHERE { GRAPH ?g { } }", None),
        ("BASE <x:> CLEAR GRAPH <a>", None),
        ("CLEAR GRAPH nobody:a", None),
    ],
)  # fmt: skip
def test_only_studies_that_can_be_seen_or_changed_are_copied(sparql, expected):
    [found] = operations(PREFIXES + sparql)

    named = None if expected is None else frozenset(study_graph(each) for each in expected)
    assert found.graphs == named


def test_graphs_of_the_request_are_put_into_each_operation_that_has_a_where():
    sparql = (
        "INSERT DATA { GRAPH x:g { x:s x:p 'WHERE' } } ;"
        "DELETE { GRAPH x:g { ?s ?p ?o } } WHERE { ?s ?p ?o } ;"
        "DELETE WHERE { GRAPH ?g { ?s ?p ?o } }"
    )

    data, modify, shorthand = operations(PREFIXES + sparql, ["x:a", "x:b"], ["x:c"])

    clauses = "USING <x:a> USING <x:b> USING NAMED <x:c>"
    assert "USING" not in data.text
    assert f"{clauses} WHERE {{ ?s ?p ?o }}" in modify.text
    assert f"DELETE {{ GRAPH ?g {{ ?s ?p ?o }} }} {clauses} WHERE {{ GRAPH" in shorthand.text
    assert [each.reads_union for each in (data, modify, shorthand)] == [False] * 3
