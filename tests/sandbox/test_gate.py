"""What is refused before anything runs."""

import pytest

from kg.errors import LimitReached, PifError, UsageError
from kg.sandbox import Job, kind_of


@pytest.mark.parametrize(
    ("sparql", "kind"),
    [
        ("SELECT * {}", "select"),
        ("prefix ask: <a:b>\nbase <http://example.org/>\n# DELETE\nASK {}", "ask"),
        ("CONSTRUCT WHERE {}", "graph"),
        ("DESCRIBE <a:insert>", "graph"),
        (f"PREFIX a: <http://example.org/{'x' * 9000}> ASK {{}}", "ask"),
        ("# words\n" * 900 + "SELECT * {}", "select"),
        (f"SELECT * {{ {'?s ?p ?o . ' * 900} }}", "select"),
    ],
)
def test_the_kind_of_a_query_is_known_from_its_beginning(sparql, kind):
    assert kind_of(sparql) == kind


@pytest.mark.parametrize(
    "sparql",
    [
        "INSERT DATA { <a:b> <a:b> <a:b> }",
        "DELETE WHERE { ?s ?p ?o }",
        "PREFIX a: <b:c> WITH <a:b> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "load <http://127.0.0.1/>",
        "CLEAR ALL",
        "DROP ALL",
        "CREATE GRAPH <a:b>",
        "COPY <a:b> TO <a:c>",
        "MOVE <a:b> TO <a:c>",
        "ADD <a:b> TO <a:c>",
        f"INSERT DATA {{ <a:b> <a:b> '{'x' * 9000}' }}",
    ],
)
def test_an_update_is_told_apart_and_refused(jail, sparql):
    with pytest.raises(UsageError, match="This is an update"):
        jail.run(Job(sparql, "json"))


@pytest.mark.parametrize("sparql", ["ASK {} ; DROP ALL", "SELECT * {} INSERT DATA {}"])
def test_an_update_behind_a_query_is_no_query(jail, sparql):
    with pytest.raises(UsageError, match="not a SPARQL query"):
        jail.run(Job(sparql, "json"))


@pytest.mark.parametrize("sparql", ["", "   ", "hello", "SELEC * {}", "SELECT * {", "ASK { ?x }"])
def test_what_is_no_query_is_told(jail, sparql):
    with pytest.raises(UsageError, match="not a SPARQL query") as refused:
        jail.run(Job(sparql, "json"))

    assert refused.value.hint


@pytest.mark.parametrize(
    ("sparql", "format"),
    [("SELECT * {}", "turtle"), ("ASK {}", "ntriples"), ("CONSTRUCT WHERE {}", "csv")],
)
def test_a_format_that_the_answer_cannot_have_is_refused(jail, sparql, format):
    with pytest.raises(UsageError, match=f"cannot be written as {format}"):
        jail.run(Job(sparql, format))


@pytest.mark.parametrize(
    "raw",
    [
        b"ASK {}".decode("utf-16", errors="surrogateescape"),
        b"SELECT * { ?s ?p '\xff\xfe' }".decode("utf-8", errors="surrogateescape"),
        "SELECT * { ?s ?p '\ud800' }",
        "ASK {}\x00",
        "\ufeffASK {}",
        "SELECT ?\U0001f600 {}",
    ],
)
def test_bytes_that_are_no_text_are_no_failure_of_ours(jail, raw):
    with pytest.raises(UsageError):
        jail.run(Job(raw, "json"))


@pytest.mark.parametrize(
    "graph", ["", "relative", "http://example.org/a b", "<a:b>", "a:b>", "x:\n", 'a:"', "a:\\"]
)
def test_what_is_no_graph_is_refused(jail, graph):
    with pytest.raises(UsageError, match="is not the IRI of a graph"):
        jail.run(Job("ASK {}", "json", default_graphs=(graph,)))


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT * FROMNAMED <a:b> {}",
        "PREFIX from: <a:b> SELECT * FROM from:x {}",
        "PREFIX : <a:b> SELECT * FROM:x {}",
    ],
)
def test_a_graph_that_can_be_read_in_two_ways_is_refused(jail, sparql):
    with pytest.raises(UsageError, match="can be read in two ways"):
        jail.run(Job(sparql, "json"))


def test_brackets_without_end_are_refused(jail):
    with pytest.raises(PifError, match="brackets"):
        jail.run(Job(f"SELECT * {'{' * 5000}{'}' * 5000}", "json"))


@pytest.mark.parametrize(
    "more",
    [
        {"default_graphs": tuple(f"a:{n:099}" for n in range(700))},
        {"named_graphs": (f"a:{'x' * 70_000}",)},
        {"bindings": {"x": f'"{"x" * 70_000}"'}},
    ],
)
def test_what_is_given_with_a_query_may_not_be_longer_than_one(jail, more):
    with pytest.raises(LimitReached, match="given with the query are longer than 64 KiB"):
        jail.run(Job("SELECT ?x { ?s ?p ?x }", "json", **more))
