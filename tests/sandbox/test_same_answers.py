"""The jail answers what the store answers, byte for byte."""

import pytest
from jail_kit import SMALL, queries

from kg.errors import UsageError
from kg.sandbox import Job, kind_of, start
from kg.terms import text

PIF = "https://w3id.org/pif-kg/ontology#"
TABLES = ["json", "xml", "csv", "tsv"]
GRAPHS = ["turtle", "ntriples", "jsonld", "rdfxml"]


def everything():
    for path in queries("formats"):
        sparql = path.read_text(encoding="utf-8")
        for format in GRAPHS if kind_of(sparql) == "graph" else TABLES:
            yield pytest.param(sparql, format, id=f"{path.stem} {format}")


@pytest.mark.parametrize(("sparql", "format"), [*everything()])
def test_an_answer_has_the_bytes_that_the_store_writes(jail, study_store, sparql, format):
    answered = jail.run(Job(sparql, format))
    found = b"".join(answered.chunks())

    expected = b"".join(study_store.query(sparql).write(format))
    if format in GRAPHS:  # whose triples come in no order
        assert sorted(found.splitlines()) == sorted(expected.splitlines())
    else:
        assert found == expected
    assert answered.size == len(found)
    assert answered.revision == study_store.revision()


def test_values_are_bound_as_terms(jail, study_store):
    sparql = (
        "SELECT ?q ?_id_literal { ?q <https://w3id.org/pif-kg/ontology#identifier> ?_id_literal }"
    )
    bindings = {"_id_literal": text("Q27")}

    found = b"".join(jail.run(Job(sparql, "csv", bindings=bindings)).chunks())

    assert found == b"".join(study_store.query(sparql, bindings).write("csv"))
    assert b"quote/Q27" in found
    nothing = jail.run(Job(sparql, "csv", bindings={"_id_literal": text('Q27" } #')}))
    assert b"".join(nothing.chunks()) == b"q,_id_literal\r\n"


def test_a_value_without_effect_is_refused(jail):
    with pytest.raises(UsageError, match=r"\?x was given a value"):
        jail.run(Job("SELECT ?s { ?s ?p ?x }", "csv", bindings={"x": "<a:b>"}))


def test_a_value_that_is_no_term_is_refused(jail):
    with pytest.raises(UsageError, match="cannot be bound"):
        jail.run(Job("SELECT ?x { ?s ?p ?x }", "csv", bindings={"x": "<a:b> } #"}))


def test_an_answer_can_be_let_go_unread(jail):
    answered = jail.run(Job("SELECT * { ?s ?p ?o } LIMIT 10", "csv"))

    answered.close()

    assert answered.size > 0


def test_a_store_that_is_not_there_yet_is_empty(tmp_path):
    with start(tmp_path / "none", SMALL, services=()) as jail:
        answered = jail.run(Job(f"SELECT * {{ ?s a <{PIF}Quote> }}", "csv"))

        assert b"".join(answered.chunks()) == b"s\r\n"
