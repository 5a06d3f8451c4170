"""What is known about a query before an engine sees it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import UsageError
from kg.store.binding import bind, check
from kg.store.querytext import QueryText

SERVICE = sorted(Path(__file__).with_name("data").joinpath("service").glob("*.rq"))


@pytest.mark.parametrize("path", SERVICE, ids=lambda path: path.stem)
def test_service_is_refused_however_it_is_written(store, path):
    with pytest.raises(UsageError, match="SERVICE is refused"):
        store.query(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT ?service { ?service <https://example.org/service> ?o }",
        "PREFIX s: <http://www.w3.org/ns/sparql-service-description#> SELECT * { ?s a s:Service }",
        'SELECT * { ?s ?p "SERVICE <http://127.0.0.1/> {}" } # SERVICE <http://127.0.0.1/> {}',
        "SELECT * { ?s ?p '''SERVICE <a:b> {}''' FILTER(?p < 1 && ?s > 2) }",
        'SELECT * { ?s ?p "x"@en-service }',
    ],
)
def test_the_word_service_elsewhere_is_no_service(store, sparql):
    store.query(sparql)


@pytest.mark.parametrize(
    ("sparql", "kind"),
    [
        ("select*{}", "select"),
        ("PREFIX ask: <a:b> BASE <c:d>\n# SELECT\nASK {}", "ask"),
        ("PREFIX : <a:b> CONSTRUCT WHERE {}", "graph"),
        ("DESCRIBE <a:insert>", "graph"),
    ],
)
def test_the_kind_is_that_of_the_first_word_after_the_prologue(sparql, kind):
    assert QueryText(sparql).kind == kind


@pytest.mark.parametrize(
    "sparql", ["", "SELEC * {}", "INSERT DATA {}", "# SELECT", "PREFIX a: <a:b>"]
)
def test_anything_else_is_no_query(sparql):
    with pytest.raises(UsageError, match="not a SPARQL query"):
        _ = QueryText(sparql).kind


def test_graphs_that_a_query_names_are_read_with_its_prefixes():
    query = QueryText(
        "PREFIX : <g:> PREFIX p: <g:p/> SELECT * FROM <a:b> FROM :c FROM NAMED p:d {}"
    )

    assert query.names_graphs
    assert query.dataset() == (["a:b", "g:c"], ["g:p/d"])


@pytest.mark.parametrize("graph", ["p:d", "<d>", "?g", ""])
def test_a_graph_that_is_not_named_whole_is_refused(graph):
    with pytest.raises(UsageError, match="FROM names no graph"):
        QueryText(f"BASE <http://example.org/> SELECT * FROM {graph} {{}}").dataset()


@given(
    st.text(
        alphabet=st.sampled_from(list("{}()?xy$ <>'\"\\#:.*@\n"))
        | st.sampled_from(list("SELECTWHRAKUNIOFDVGBaswex"))
    )
)
def test_no_text_makes_the_reader_fail(scrambled):
    for sparql in (scrambled, f"SELECT ?x {{ {scrambled}", f"ASK {{ {scrambled} }}"):
        try:
            query = QueryText(sparql)
            query.refuse_service()
            query.dataset()
            check(query, {"x": "<a:b>"})
            bind(query, {"x": "<a:b>"})
        except UsageError:
            pass
