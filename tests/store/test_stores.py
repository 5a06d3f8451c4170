"""What holds for every kind of store."""

import json
import subprocess
import sys

import pytest

from kg.errors import StoreBusy, UnknownThing, UsageError
from kg.namespaces import ONTOLOGY_GRAPH, SCHEME_GRAPH, derived_graph, study_graph
from kg.store.base import StoredStudy, revision_of
from kg.terms import nquads, text, value_of

PIF = (
    "PREFIX pif: <https://w3id.org/pif-kg/ontology#>\nPREFIX c: <https://w3id.org/pif-kg/scheme/>\n"
)
FIRST, SECOND = "first", "second"


def rows(store, sparql, **bindings):
    return list(store.query(PIF + sparql, bindings).rows())


def values(store, sparql, **bindings):
    """Return the answers of a query with one column, without syntax, sorted."""
    return sorted(
        value_of(term) for row in rows(store, sparql, **bindings) for term in row.values()
    )


def load(store, graphs, *names):
    for name in names:
        assert store.replace(name.partition("-")[0], graphs(name)) is True


def test_an_empty_store_holds_nothing(store):
    assert store.studies() == []
    assert store.revision() == revision_of([])
    assert rows(store, "SELECT * { ?q a pif:Quote }") == []


def test_what_is_loaded_is_given_back_to_the_byte(store, graphs):
    load(store, graphs, FIRST, SECOND)

    for name in (FIRST, SECOND):
        assert list(store.read_study(name)) == list(nquads(graphs(name)))


def test_studies_are_listed_with_size_and_digest_of_their_canonical_lines(store, graphs):
    from hashlib import sha256

    load(store, graphs, SECOND, FIRST)

    expected = []
    for name in (FIRST, SECOND):
        lines = list(nquads(graphs(name)))
        expected.append(StoredStudy(name, len(lines), sha256("".join(lines).encode()).hexdigest()))
    assert store.studies() == expected
    assert store.revision() == revision_of(expected)


def test_texts_come_back_to_the_character(store, graphs):
    load(store, graphs, FIRST)

    [asserted] = [t for g, t in graphs(FIRST).items() if g == study_graph(FIRST)]
    texts = sorted(value_of(o) for _, p, o in asserted if p.endswith("#text>"))
    assert values(store, "SELECT ?t { ?q pif:text ?t }") == texts


def test_each_text_finds_its_quote_when_bound(store, graphs):
    load(store, graphs, FIRST)

    for row in rows(store, "SELECT ?q ?t { ?q pif:text ?t }"):
        assert rows(store, "SELECT ?q ?t { ?q pif:text ?t }", t=row["t"]) == [row]


def test_a_bound_value_is_data_and_nothing_else(store, graphs):
    load(store, graphs, FIRST)

    sly = text('" } UNION { ?q pif:text ?t } #')
    assert rows(store, "SELECT ?q ?t { ?q pif:text ?t }", t=sly) == []


@pytest.mark.parametrize(
    "term", ["patching", "<a b>", "<a> } UNION { ?q ?p ?o", '"a" . ?s ?p ?o', "_:b", ""]
)
def test_what_is_no_term_is_not_bound(store, term):
    with pytest.raises(UsageError, match="not an RDF term"):
        store.query("SELECT ?q ?t { ?q ?p ?t }", {"t": term})


def test_the_default_graph_is_the_union(store, graphs):
    load(store, graphs, FIRST)

    found = rows(store, "SELECT ?q { ?q pif:text ?t ; pif:supports c:patching }")  # across graphs

    assert len(found) == 3


def test_the_ontology_and_the_scheme_are_there_once_something_is(store, graphs):
    load(store, graphs, FIRST)

    for graph in (ONTOLOGY_GRAPH, SCHEME_GRAPH):
        assert store.query(f"ASK {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}").truth is True
    assert store.query(PIF + "ASK { pif:Quote ?p ?o }").truth is True


def test_graph_tells_asserted_from_derived(store, graphs):
    load(store, graphs, FIRST)

    assert values(store, "SELECT DISTINCT ?g { GRAPH ?g { ?q pif:supports ?c } }") == [
        derived_graph(FIRST)
    ]
    assert values(store, "SELECT DISTINCT ?g { GRAPH ?g { ?q pif:text ?c } }") == [
        study_graph(FIRST)
    ]


def test_from_takes_the_place_of_the_union(store, graphs):
    load(store, graphs, FIRST, SECOND)
    here = f"FROM <{study_graph(SECOND)}>"

    assert values(store, f"SELECT ?i {here} {{ ?q a pif:Quote ; pif:identifier ?i }}") == ["Q1"]
    assert rows(store, f"SELECT * {here} {{ ?q pif:supports ?c }}") == []
    assert rows(store, f"SELECT * {here} {{ GRAPH ?g {{ ?s ?p ?o }} }}") == []


def test_from_with_a_prefix_is_understood(store, graphs):
    load(store, graphs, FIRST, SECOND)

    asked = "SELECT ?i FROM g:second { ?q a pif:Quote ; pif:identifier ?i }"
    assert values(store, f"PREFIX g: <{study_graph('')}> {asked}") == ["Q1"]


def test_from_named_leaves_the_default_graph_empty(store, graphs):
    load(store, graphs, FIRST, SECOND)
    here = f"FROM NAMED <{study_graph(SECOND)}>"

    assert rows(store, f"SELECT * {here} {{ ?s ?p ?o }}") == []
    assert values(store, f"SELECT DISTINCT ?g {here} {{ GRAPH ?g {{ ?s ?p ?o }} }}") == [
        study_graph(SECOND)
    ]


def test_a_variable_called_from_is_no_from(store, graphs):
    load(store, graphs, FIRST)

    assert (
        len(
            rows(
                store,
                'SELECT ?from { ?from pif:text ?t . # FROM <a:b>\n FILTER(?t != "FROM <a:b>") }',
            )
        )
        == 9
    )


def test_replacing_with_the_same_changes_nothing(store, graphs):
    load(store, graphs, FIRST)
    before = store.revision()

    assert store.replace(FIRST, graphs(FIRST)) is False
    assert store.revision() == before


def test_replacing_leaves_nothing_of_the_old(store, graphs):
    load(store, graphs, FIRST, SECOND)
    assert len(rows(store, "SELECT ?q { ?q a pif:Quote }")) == 10

    load(store, graphs, "first-revised")

    assert list(store.read_study(FIRST)) == list(nquads(graphs("first-revised")))
    assert len(rows(store, "SELECT ?q { ?q a pif:Quote }")) == 2
    assert rows(store, 'SELECT ?s { ?s ?p "bell" }') == []


def test_the_same_content_has_the_same_revision_whatever_came_before(store, graphs):
    load(store, graphs, FIRST)
    before = store.revision()

    load(store, graphs, "first-revised", FIRST)

    assert store.revision() == before


def test_removing_leaves_nothing_behind(store, graphs):
    load(store, graphs, FIRST, SECOND)

    store.remove(FIRST)

    assert [study.id for study in store.studies()] == [SECOND]
    left = 'FILTER(CONTAINS(STR(?s), "study/first"))'
    assert rows(store, f"SELECT * {{ ?s ?p ?o {left} }}") == []
    assert rows(store, f"SELECT * {{ GRAPH ?g {{ ?s ?p ?o }} {left} }}") == []
    with pytest.raises(UnknownThing, match="no study first"):
        store.read_study(FIRST)
    with pytest.raises(UnknownThing, match="no study first"):
        store.remove(FIRST)


def test_a_graph_of_another_study_is_refused(store, graphs):
    with pytest.raises(UsageError, match="not a graph of study second"):
        store.replace(SECOND, graphs(FIRST))
    assert store.studies() == []


@pytest.mark.parametrize(
    "triple",
    [
        ("_:b", "<a:p>", "<a:o>"),
        ("<a:s>", "<a:p>", '"two\nlines"'),
        ("<a:s>", "<a:p>", '"open'),
        ("<s>", "<a:p>", "<a:o>"),
        ("<a:s>", "<a:p>", "<a:o> <a:g> .\n<a:s> <a:p> <a:o>"),
        ("<a:s>", "<a:p>", '"\ud800"'),
    ],
)
def test_a_statement_that_is_not_canonical_is_refused(store, triple):
    with pytest.raises(UsageError, match="Study first holds"):
        store.replace(FIRST, {study_graph(FIRST): {triple}})
    assert store.studies() == []


@pytest.mark.parametrize("study", ["", "a b", "a>b", "a\nb", "x" * 1001])
def test_an_id_that_no_iri_can_hold_is_refused(store, study):
    with pytest.raises(UsageError, match="id of a study"):
        store.replace(study, {})


@pytest.mark.parametrize("study", ["Ünï-%2F", "../../up", "A", "a", ".hidden", "con", "x" * 400])
def test_any_other_id_is_safe(store, study):
    made = {study_graph(study): {("<a:s>", "<a:p>", text(study))}}

    store.replace(study, made)

    assert [held.id for held in store.studies()] == [study]
    assert list(store.read_study(study)) == list(nquads(made))
    store.remove(study)
    assert store.studies() == []


@pytest.mark.parametrize(
    "sparql",
    [
        "",
        "nonsense",
        "SELECT * {",
        "INSERT DATA { <a:s> <a:p> 1 }",
        "DROP ALL",
        "SELECT ?x { " + "{" * 5000 + "}" * 5000 + "}",
    ],
)
def test_what_is_no_query_is_refused(store, graphs, sparql):
    load(store, graphs, SECOND)

    with pytest.raises(UsageError):
        store.query(sparql)
    assert [study.id for study in store.studies()] == [SECOND]


def test_ask_is_true_or_false(store, graphs):
    load(store, graphs, FIRST)

    for sparql, truth in (("ASK { ?s ?p ?o }", True), ("ASK { ?s <a:nothing> ?o }", False)):
        answer = store.query(sparql)
        assert (answer.kind, answer.variables, answer.truth) == ("ask", [], truth)
        assert list(answer.rows()) == []
        assert json.loads(b"".join(store.query(sparql).write("json")))["boolean"] is truth


def test_columns_keep_their_order_and_the_unbound_are_left_out(store, graphs):
    load(store, graphs, SECOND)

    answer = store.query(PIF + "SELECT ?z ?t ?none { ?z pif:text ?t }")

    assert (answer.kind, answer.variables, answer.truth) == ("select", ["z", "t", "none"], None)
    [row] = answer.rows()
    assert set(row) == {"z", "t"}
    assert row["t"] == '"Only this."'


def test_a_graph_has_triples_and_the_formats_of_rdf(store, graphs):
    load(store, graphs, SECOND)
    sparql = PIF + "CONSTRUCT { ?q pif:text ?t } WHERE { ?q pif:text ?t }"

    answer = store.query(sparql)

    assert (answer.kind, answer.variables) == ("graph", ["subject", "predicate", "object"])
    [row] = answer.rows()
    assert row["object"] == '"Only this."'
    assert b"pif:text" in b"".join(store.query(sparql).write("turtle"))
    for format in ("ntriples", "jsonld", "rdfxml"):
        assert b"Only this." in b"".join(store.query(sparql).write(format))
    assert store.query("DESCRIBE <https://w3id.org/pif-kg/study/second>").kind == "graph"


@pytest.mark.parametrize(
    ("sparql", "format"),
    [
        ("SELECT * { ?s ?p ?o }", "turtle"),
        ("ASK { ?s ?p ?o }", "ntriples"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "csv"),
    ],
)
def test_a_format_that_does_not_fit_is_refused_before_anything_is_written(store, sparql, format):
    with pytest.raises(UsageError, match=f"cannot be written as {format}"):
        store.query(sparql).write(format)


def test_rows_are_written_in_the_formats_of_sparql(store, graphs):
    load(store, graphs, SECOND)

    written = {
        f: b"".join(store.query(PIF + "SELECT ?t { ?q pif:text ?t }").write(f))
        for f in ("json", "xml", "csv", "tsv")
    }

    assert json.loads(written["json"])["results"]["bindings"] == [
        {"t": {"type": "literal", "value": "Only this."}}
    ]
    assert b"<literal>Only this.</literal>" in written["xml"]
    assert written["csv"] == b"t\r\nOnly this.\r\n"
    assert written["tsv"] == b'?t\n"Only this."\n'


def test_an_answer_goes_on_as_it_was_asked_for(store, graphs):
    load(store, graphs, FIRST)
    reading = store.query(PIF + "SELECT ?q { ?q a pif:Quote }").rows()
    first = next(reading)

    load(store, graphs, "first-revised")

    assert len([first, *reading]) == 9
    assert len(rows(store, "SELECT ?q { ?q a pif:Quote }")) == 1


def test_another_part_of_the_program_has_to_wait(store, graphs):
    from kg.store import open_store

    other = open_store(store.address)
    with store.writing("load first"):
        store.replace(FIRST, graphs(FIRST))
        with pytest.raises(StoreBusy, match=r"process \d+.*load first"):
            other.replace(SECOND, graphs(SECOND))
        assert [study.id for study in other.studies()] == [FIRST]  # readers need not wait

    assert other.replace(SECOND, graphs(SECOND)) is True


def test_another_process_has_to_wait_and_is_told_for_whom(store):
    program = (
        "import sys; from kg.store import open_store\n"
        f"with open_store({store.address!r}).writing('a long load'):\n"
        "    print('held', flush=True); sys.stdin.read()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        assert holder.stdout.readline() == b"held\n"
        with (
            pytest.raises(StoreBusy, match=f"process {holder.pid}.*a long load"),
            store.writing("mine"),
        ):
            pass
    finally:
        holder.communicate()

    with store.writing("mine"):
        pass


def test_a_failure_inside_lets_the_store_go(store, graphs):
    with pytest.raises(ZeroDivisionError), store.writing("oops"):
        raise ZeroDivisionError

    load(store, graphs, FIRST)
