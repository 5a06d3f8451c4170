"""Values given to a query have the same effect in every store, or are refused."""

from collections import Counter
from pathlib import Path

import pytest

from kg.errors import UsageError
from kg.store.binding import bind, check, checked_terms
from kg.store.querytext import QueryText
from kg.terms import iri, text

QUERIES = sorted(Path(__file__).with_name("data").joinpath("bindings").glob("*.rq"))
SCHEME = "https://w3id.org/pif-kg/scheme/"


@pytest.fixture(scope="module")
def stores(tmp_path_factory):
    """One store of each kind, with the same studies: in a module, for they are only read."""
    from contextlib import ExitStack

    from store_kinds import KINDS, opened, read_graphs

    with ExitStack() as stack:
        made = {}
        for kind in KINDS:
            made[kind] = stack.enter_context(opened(kind, tmp_path_factory.mktemp("store")))
            for study in ("first", "second"):
                made[kind].replace(study, read_graphs(study))
        yield made


def answers(store, query, given):
    answer = store.query(query, given)
    if answer.kind == "ask":
        return answer.truth
    return Counter(tuple(sorted(row.items())) for row in answer.rows())


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_a_value_has_the_same_effect_in_every_store(stores, path):
    query = path.read_text(encoding="utf-8")
    more = {"y": text("Only this.")} if path.stem == "two" else {}

    for slug in ("patching", "enriching", "identity-work", "nothing-of-the-kind"):
        found = {
            kind: answers(store, query, {"x": iri(SCHEME + slug), **more})
            for kind, store in stores.items()
        }
        assert found["remote"] == found["embedded"]
        assert found["remote with a union"] == found["embedded"]


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_a_value_is_not_without_effect(stores, path):
    query = path.read_text(encoding="utf-8")

    found = answers(stores["embedded"], query, {"x": iri(f"{SCHEME}patching")})
    none = answers(stores["embedded"], query, {"x": iri(f"{SCHEME}nothing-of-the-kind")})

    assert found
    assert found != none


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELECT ?q { ?q ?p ?x }", "does not list it"),
        ("SELECT ?q { ?q ?p ?o }", "does not list it"),
        ("SELECT * { ?q ?p ?o }", "does not list it"),
        ("SELECT ?q ?x { ?q ?p ?x { SELECT ?q { ?q ?r ?x } } }", "inside the query"),
        ("SELECT ?q ?x { { SELECT ?q (COUNT(?x) AS ?n) { ?q ?r ?x } GROUP BY ?q } }", "inside the"),
        ("SELECT ?q ?x { { { SELECT * { { SELECT ?q { ?q ?r ?x } } ?q ?p ?x } } } }", "inside the"),
        ("SELECT ?q ?x { ?q ?p ?y BIND(?y AS ?x) }", "is computed"),
        ("SELECT (COUNT(?q) AS ?x) { ?q ?p ?o }", "is computed"),
        ("ASK { ?s ?p ?o } # ?x", "not in the query"),
        ("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o FILTER(?o != '?x') }", "not in the query"),
        ("DESCRIBE <a:x>", "not in the query"),
    ],
)
def test_a_value_that_would_have_no_effect_is_refused(stores, query, said):
    for store in stores.values():
        with pytest.raises(UsageError, match=said):
            store.query(query, {"x": "<a:b>"})


@pytest.mark.parametrize("name", ["", "x y", "x}", "?x"])
def test_what_is_no_variable_is_refused(name):
    with pytest.raises(UsageError, match="not the name of a variable"):
        checked_terms({name: "<a:b>"})


def test_terms_travel_in_canonical_form():
    given = {
        "a": '"two\\u000Alines"',
        "b": '"x"^^<http://www.w3.org/2001/XMLSchema#string>',
        "c": '"x"@EN',
        "d": '"1"^^<http://www.w3.org/2001/XMLSchema#integer>',
    }

    assert list(checked_terms(given).values()) == [
        '"two\\nlines"',
        '"x"',
        '"x"@en',
        '"1"^^<http://www.w3.org/2001/XMLSchema#integer>',
    ]


def test_every_group_that_mentions_a_variable_gets_its_value():
    query = QueryText(
        "SELECT ?x { ?s ?p ?o { ?s ?q ?x } UNION { ?s ?q 1 } FILTER EXISTS { ?x ?y ?z } }"
    )
    given = checked_terms({"x": "<a:b>"})

    check(query, given)

    values = "VALUES (?x) { (<a:b>) }"
    assert bind(query, given) == (
        f"SELECT ?x {{ {values}  ?s ?p ?o {{ {values}  ?s ?q ?x }} UNION {{ ?s ?q 1 }} "
        "FILTER EXISTS { ?x ?y ?z } }"
    )
