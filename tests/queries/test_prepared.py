"""A query made ready, values in its text and parameters' columns gone, answers as it did before."""

from collections import Counter

import pyoxigraph as ox
import pytest

from kg.queries import list_queries, load_query, parse_query, prepare, run
from kg.query_text import with_prefixes
from kg.store import binding
from kg.store.projection import without_columns
from kg.store.querytext import QueryText
from kg.terms import parts

VALUES = {
    "claim": ["C-D2.4-s03", "C-D2.1-s02"],
    "class": ["IdentityWork", "Patching", "Quote"],
    "code": ["d2.4-patching", "d2.2"],
    "construct": ["patching", "identity-work", "mentoring-ecosystem", "enriching"],
    "first": ["reflection", "patching"],
    "second": ["identity-work"],
    "intent": ["usesMethodIn"],
    "participant": ["NP1"],
    "quote": ["Q27", "Q20"],
    "reference": ["ref07"],
    "study": ["krishna2024"],
    "without": ["splinting"],
    "work": ["ref07"],
    "words": ["community", "", 'a "b" } {'],
    "section": ["results", ""],
    "minimum": ["0", "2", "3"],
    "type": ["result", "theory"],
    "source": ["diary", "interview", "survey"],
    "level": ["domain", "subdomain", "category"],
}
NOTHING = {"iri": "https://example.org/nothing", "literal": "\U0001f937 \\ \"'\n", "integer": "-7"}


def ways_of_asking(query):
    """Yield values for a query's parameters: none, each by itself, all at once, and no match."""
    yield {}
    everything = {}
    for parameter in query.parameters:
        known = list(parameter.choices) or VALUES.get(parameter.name, [])
        assert known, f"say in VALUES what {parameter.name} may be"
        for value in known:
            yield {parameter.name: value}
        if not parameter.choices:
            yield {parameter.name: NOTHING[parameter.kind]}
        everything[parameter.name] = known[0]
    yield everything


@pytest.fixture(scope="module")
def engine(study_store):
    """All statements in pyoxigraph, as the store writes them out, one graph each."""
    made = ox.Store()
    for row in study_store.query("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }").rows():
        everything = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {row['g']} {{ ?s ?p ?o }} }}"
        text = b"".join(study_store.query(everything).write("ntriples"))
        made.load(text, ox.RdfFormat.N_TRIPLES, to_graph=ox.NamedNode(row["g"][1:-1]))
    return made


def engine_term(written):
    value, datatype, language = parts(written)
    if datatype is None:
        return ox.NamedNode(value)
    if language:
        return ox.Literal(value, language=language)
    return ox.Literal(value, datatype=ox.NamedNode(datatype))


def bound_by_the_engine(engine, query, bindings):
    """Answer as Oxigraph binds values by itself, then take out the columns of parameters."""
    hidden = {p.variable for p in query.parameters}
    values = {ox.Variable(name): engine_term(term) for name, term in bindings.items()}
    answer = engine.query(
        with_prefixes(query.text),
        use_default_graph_as_union=True,
        substitutions=values or None,
    )
    columns = [v.value for v in answer.variables if v.value not in hidden]
    rows = []
    for row in answer:
        found = {c: row[c] for c in columns}
        rows.append({c: str(term) for c, term in found.items() if term is not None})
    return columns, rows


def test_every_query_answers_as_the_engine_binds_it(query, study_store, engine):
    # pyoxigraph decides BOUND before it binds: there its own answer is not one to compare with.
    asked = [] if "BOUND(" in query.text else ways_of_asking(query)
    for parameters in asked:
        answer = run(study_store, query, parameters)

        rows = list(answer.rows())

        columns, expected = bound_by_the_engine(engine, query, answer.bindings)
        assert answer.variables == columns
        assert rows == expected, parameters


def test_values_in_the_text_are_seen_by_bound(study_store):
    query = load_query("quotes-bearing-on-construct")
    asked = {"construct": "patching", "without": "patching"}

    rows = list(run(study_store, query, asked).rows())

    assert rows == []  # what supports patching is left out, and nothing else bears on it


def test_the_engine_itself_writes_nearly_every_answer(study_store):
    by_hand = {q.name for q in list_queries() if prepare(study_store, q).hidden}

    # They say DISTINCT and leave a parameter open: without its column, rows might become equal.
    assert by_hand <= {"quotes-as-filed", "literature-for-construct"}


def test_written_by_the_engine_or_by_us_it_is_the_same(study_store):
    query = load_query("literature-for-construct")
    one = {"construct": "reflection", "study": "krishna2024"}

    by_engine, by_us = (run(study_store, query, p) for p in (one, {"construct": "reflection"}))

    assert by_us.hidden
    assert not by_engine.hidden
    for format in ("csv", "tsv", "json", "xml"):
        assert b"".join(run(study_store, query, one).write(format)) == b"".join(
            run(study_store, query, {"construct": "reflection"}).write(format)
        )


def test_no_prepared_query_lists_a_parameter(query, study_store):
    ready = prepare(study_store, query, {})

    if not ready.hidden:
        listed = study_store.query(ready.sparql).variables
        assert not {p.variable for p in query.parameters} & set(listed)


@pytest.mark.parametrize(
    ("text", "fixed", "left"),
    [
        ("SELECT ?a ?_x_iri { ?a ?p ?_x_iri }", "", "SELECT ?a  { ?a ?p ?_x_iri }"),
        ("SELECT ?_x_iri ?a WHERE { ?a a ?_x_iri }", "", "SELECT  ?a WHERE { ?a a ?_x_iri }"),
        ("SELECT $_x_iri ?a { ?a a ?_x_iri }", "", "SELECT  ?a { ?a a ?_x_iri }"),
        ("SELECT DISTINCT ?a ?_x_iri { ?a a ?_x_iri }", "", None),
        ("SELECT REDUCED ?a ?_x_iri { ?a a ?_x_iri }", "", None),
        (
            "SELECT DISTINCT ?a ?_x_iri { ?a a ?_x_iri }",
            "_x_iri",
            "SELECT DISTINCT ?a  { ?a a ?_x_iri }",
        ),
        ("SELECT * { ?a a ?_x_iri }", "_x_iri", None),
        ("SELECT ?_x_iri { ?a a ?_x_iri }", "_x_iri", None),
        ("SELECT ?a (1 AS ?_x_iri) { ?a a ?b }", "_x_iri", None),
        (
            "SELECT (STR(?_x_iri) AS ?s) ?_x_iri { ?a a ?_x_iri }",
            "",
            "SELECT (STR(?_x_iri) AS ?s)  { ?a a ?_x_iri }",
        ),
        (
            "SELECT ?a ?_x_iri { { SELECT ?a ?_x_iri { ?a a ?_x_iri } } }",
            "",
            "SELECT ?a  { { SELECT ?a ?_x_iri { ?a a ?_x_iri } } }",
        ),
        (
            "SELECT ?a ?_x_iri FROM <a:b> { ?a a ?_x_iri }",
            "",
            "SELECT ?a  FROM <a:b> { ?a a ?_x_iri }",
        ),
        (
            "SELECT ?a # ?_x_iri\n?_x_iri { ?a a ?_x_iri }",
            "",
            "SELECT ?a # ?_x_iri\n { ?a a ?_x_iri }",
        ),
        ("SELECT ?a { ?a a ?_x_iri }", "", "SELECT ?a { ?a a ?_x_iri }"),
        ("ASK { ?a a ?_x_iri }", "", "ASK { ?a a ?_x_iri }"),
        (
            "CONSTRUCT { ?a a ?_x_iri } WHERE { ?a a ?_x_iri }",
            "",
            "CONSTRUCT { ?a a ?_x_iri } WHERE { ?a a ?_x_iri }",
        ),
    ],
)
def test_columns_go_where_no_row_can_change_by_it(text, fixed, left):
    assert without_columns(text, {"_x_iri"}, set(fixed.split())) == left


def test_rows_that_differ_in_an_open_parameter_alone_stay_apart(study_store):
    text = (
        "SELECT DISTINCT ?kind ?_quote_iri "
        "{ ?_quote_iri a pif:Quote ; pif:drawnFrom/a ?kind . VALUES ?kind { pif:MentoringDiary } }"
    )
    query = parse_query(text, "kinds", saved=True)

    answer = run(study_store, query)
    rows = [frozenset(row.items()) for row in answer.rows()]

    assert answer.variables == ["kind"]
    assert len(Counter(rows)) == 1
    assert len(rows) > 1


def test_values_are_taken_once_each_to_the_text():
    text = "SELECT ?q ?_x_literal { ?q ?p ?_x_literal }"
    hostile = binding.checked_terms({"_x_literal": '"} SELECT ?_x_literal { #"'})

    bound = binding.bind(QueryText(without_columns(text, {"_x_literal"}) or ""), hostile)

    assert bound.count("VALUES") == 1
    assert bound.startswith("SELECT ?q  {")
