"""What is known about an update before an engine sees it, and the graphs the protocol names."""

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import UsageError
from kg.store.updatetext import UpdateText

A, B = "http://e/a", "http://e/b"
USING = f"USING <{A}> USING NAMED <{B}> "


@pytest.mark.parametrize(
    ("update", "becomes"),
    [
        (
            "INSERT { ?s ?p ?o } WHERE { ?s ?p ?o }",
            f"INSERT {{ ?s ?p ?o }} {USING}WHERE {{ ?s ?p ?o }}",
        ),
        (
            "DELETE{?s ?p ?o}INSERT{}where{?s ?p ?o}",
            f"DELETE{{?s ?p ?o}}INSERT{{}}{USING}where{{?s ?p ?o}}",
        ),
        (
            "DELETE WHERE { GRAPH ?g { ?s ?p ?o } }",
            f"DELETE  {{ GRAPH ?g {{ ?s ?p ?o }} }} {USING}WHERE {{ GRAPH ?g {{ ?s ?p ?o }} }}",
        ),
        ('INSERT DATA { <a:s> <a:p> "WHERE {" }', 'INSERT DATA { <a:s> <a:p> "WHERE {" }'),
        ("CLEAR ALL", "CLEAR ALL"),
        ("ADD <a:b> TO <a:c>", "ADD <a:b> TO <a:c>"),
        (
            "INSERT {} WHERE { { SELECT * WHERE { ?s ?p ?o } } } # WHERE",
            f"INSERT {{}} {USING}WHERE {{ {{ SELECT * WHERE {{ ?s ?p ?o }} }} }}",
        ),
    ],
)  # fmt: skip
def test_graphs_of_the_request_stand_where_using_would(update, becomes):
    [step] = UpdateText(update).steps([A], [B])

    assert step == becomes
    ox.Store().update(step)


@pytest.mark.parametrize(
    "update",
    [
        f"WITH <{A}> DELETE {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o }}",
        f"INSERT {{ ?s ?p ?o }} USING <{A}> WHERE {{ ?s ?p ?o }}",
        f"INSERT {{ ?s ?p ?o }} USING NAMED <{A}> WHERE {{ ?s ?p ?o }}",
        f"CLEAR ALL ;\nWITH <{A}> INSERT {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o }}",
    ],
)
def test_graphs_are_named_in_one_place(update):
    with pytest.raises(UsageError, match="in one place"):
        UpdateText(update).steps([A])

    assert UpdateText(update).steps() == [update]


def test_what_cannot_be_recognised_gets_no_graphs():
    with pytest.raises(UsageError, match="cannot be recognised"):
        UpdateText("DELETEWHERE { ?s ?p ?o }").steps([A])


@pytest.mark.parametrize("graph", ["a b", "<a:b>", "a:b> USING <a:c", "\n"])
def test_what_is_no_iri_is_no_graph(graph):
    with pytest.raises(UsageError, match="A graph to use is"):
        UpdateText("CLEAR ALL").steps([graph])


def test_what_is_declared_behind_a_semicolon_holds_from_there_on():
    text = UpdateText(
        "PREFIX p: <http://e/1#> INSERT DATA { p:a p:a 1 } ;\n"
        "PREFIX p: <http://e/2#> INSERT DATA { p:a p:a 2 } ; INSERT DATA { p:a p:a 3 } ;"
    )

    store = ox.Store()
    for step in text.steps():
        store.update(step)

    found = {(q.subject.value, q.object.value) for q in store}
    assert found == {("http://e/1#a", "1"), ("http://e/2#a", "2"), ("http://e/2#a", "3")}


@pytest.mark.parametrize(
    "update",
    [
        "LOAD <http://127.0.0.1:9/>",
        "load silent <http://127.0.0.1:9/> into graph <a:b>",
        "CLEAR ALL;LOAD<http://127.0.0.1:9/>",
        "PREFIX LOADx: <http://127.0.0.1:9/> LOADx:y",
        "L\\u004fAD <http://127.0.0.1:9/>",
        "INSERT { ?s ?p ?o } WHERE { FILTER('a'<'b'&&'>'='c') } ; LOAD <http://127.0.0.1:9/> #'",
    ],
)
def test_load_is_refused_however_it_is_written(update):
    with pytest.raises(UsageError, match="LOAD is refused"):
        UpdateText(update).check()


def test_service_is_refused():
    with pytest.raises(UsageError, match="SERVICE is refused"):
        UpdateText("INSERT {} WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }").check()


@pytest.mark.parametrize("query", ["ASK {}", "PREFIX a: <a:> SELECT * {}", "CLEAR ALL ; ASK {}"])
def test_a_query_is_no_update(query):
    with pytest.raises(UsageError, match="This is a query"):
        UpdateText(query).check()


@pytest.mark.parametrize(
    "update", ['INSERT DATA { <a:b> <a:c> "LOAD <x>" }', "INSERT DATA { <a:load> <a:b> ?load }"]
)
def test_the_word_load_elsewhere_is_no_load(update):
    UpdateText(update).check()


@given(
    st.lists(
        st.sampled_from(
            ["DELETE", "INSERT", "WHERE", "DATA", "WITH", "USING", "{", "}", ";", "?s", "<a:b>",
             "PREFIX", "a:", "BASE", "'", '"', "#", "\n", "CLEAR", "GRAPH", "\\u007b", "CREATE"]
        ),
        max_size=30,
    )
)  # fmt: skip
def test_no_text_makes_the_reader_fail(words):
    for text in (" ".join(words), "".join(words)):
        try:
            update = UpdateText(text)
            update.check()
            update.steps([A], [B])
            update.creates(), update.clears()
        except UsageError:
            pass
