"""Every question has its answer, and every saved query a question."""

import pytest

from kg.errors import BadParameter
from kg.queries import load_query, run
from kg.resources import files_in, folder
from kg.store import binding
from kg.store.querytext import QueryText
from kg.terms import value_of

COMPETENCY = (
    *(1, 2, 3, 5, 6, 7, 8, 10, 13, 14, 15, 16, 17, 19, 20),
    *(22, 23, 26, 27, 31, 33, 35, 37, 40, 41),
)
PROMISED = {
    "quotes-for-construct": ["construct"],
    "constructs-for-quote": ["quote"],
    "claims-for-construct": ["construct"],
    "quotes-by-participant": ["participant"],
    "literature-for-construct": ["construct"],
    "study-overview": ["study"],
}
MATCHES_NOTHING = {
    "iri": "https://example.org/nothing",
    "literal": "no such words \U0001f937",
    "integer": "1000000",
    "boolean": "false",
}


def test_question_is_answered(case, study_store):
    answer = run(study_store, load_query(case.query), case.parameters)

    rows = [" ".join(value_of(row[c]) for c in case.columns) for row in answer.rows()]

    if case.expected is not None:
        in_order = list if case.ordered else sorted
        assert in_order(rows) == in_order(case.expected)
    if case.rows is not None:
        assert len(rows) == case.rows
    assert set(case.contains) - set(rows) == set()
    assert set(case.lacks) & set(rows) == set()


def test_every_competency_question_has_a_case(cases):
    missing = {f"CQ{number:02}" for number in COMPETENCY} - {case.name for case in cases}

    assert missing == set()


def test_every_case_says_what_it_expects(cases):
    saying = [c for c in cases if c.expected or c.rows or c.contains]

    assert saying == cases


def test_query_has_a_case(query, cases):
    assert query.name in {case.query for case in cases}


def test_names_promised_to_others_exist_with_their_parameters():
    found = {name: [p.name for p in load_query(name).parameters] for name in PROMISED}

    missing = {
        f"{name} -p {parameter}"
        for name, parameters in PROMISED.items()
        for parameter in parameters
        if parameter not in found[name]
    }
    assert missing == set()


def test_query_answers_with_the_columns_it_documents(query, study_store):
    answer = run(study_store, query)

    assert answer.variables == list(query.columns)


def test_parameter_that_matches_nothing_gives_no_rows(query, study_store):
    for parameter in query.parameters:
        if parameter.choices:
            with pytest.raises(BadParameter, match=f"{parameter.name} cannot be 'no such words"):
                run(study_store, query, {parameter.name: MATCHES_NOTHING[parameter.kind]})
            continue
        answer = run(study_store, query, {parameter.name: MATCHES_NOTHING[parameter.kind]})

        assert list(answer.rows()) == [], parameter.name


def test_every_select_that_uses_a_parameter_projects_it(query):
    everything = {p.variable: '"x"' for p in query.parameters}

    binding.check(QueryText(query.text), everything)


def test_query_without_values_for_its_parameters_matches_everything(query, study_store):
    bound = {tuple(sorted(row.items())) for row in run(study_store, query).rows()}
    hidden = {p.variable for p in query.parameters}

    pasted = [
        tuple(sorted((c, t) for c, t in row.items() if c not in hidden))
        for row in study_store.query(query.text).rows()
    ]

    assert bound - set(pasted) == set()


def test_query_says_what_it_is_for(query):
    assert query.summary
    assert query.summary[-1] not in ".?"
    assert query.description.endswith((".", "?"))
    assert query.tags
    assert query.example.startswith(f"pif query {query.name}")
    assert [p.name for p in query.parameters if not p.about] == []
    assert all(query.columns.values())


def test_example_runs(query, study_store):
    import shlex

    words = shlex.split(query.example)[3:]
    parameters = dict(word.split("=", 1) for word in words if word != "-p")

    list(run(study_store, query, parameters).rows())


def test_rows_have_an_order(query):
    assert "ORDER BY" in query.text


def test_quote_columns_are_the_same_everywhere():
    names = [
        place.name.removesuffix(".rq")
        for place in files_in(folder("queries"), ".rq")
        if place.name.startswith(
            ("quotes-for", "quotes-by", "quotes-as", "quotes-with", "quotes-b")
        )
    ]

    columns = {tuple(load_query(name).columns) for name in names}

    assert len(names) > 5
    assert len(columns) == 1


def test_quote_text_is_as_printed(study_store):
    [row] = run(study_store, load_query("quotes-for-construct"), {"construct": "patching"}).rows()

    assert value_of(row["text"]).startswith("From mentoring and leadership experiences, I realized")
    assert value_of(row["text"]).endswith("it does affect... the process.")


def test_no_quote_is_listed_twice(study_store):
    query = load_query("quotes-for-construct")

    for construct in ("mentoring-ecosystem", "professional-identity-formation"):
        iris = [row["iri"] for row in run(study_store, query, {"construct": construct}).rows()]
        assert len(iris) == len(set(iris))
