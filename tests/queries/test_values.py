"""Values are values: whatever a person types is bound as a term and changes nothing else."""

import pytest

from kg.errors import BadParameter, UnknownThing, UsageError
from kg.queries import Parameter, bind, load_query, parse_query, run
from kg.store import open_store
from kg.terms import value_of

STRANGE = {
    "quotation marks": "\"'\"\"\"'''",
    "braces": "} } { SELECT * WHERE { ?s ?p ?o } }",
    "sparql": '" . } UNION { ?iri ?any ?text } # ',
    "a new line": "one\ntwo\r\nthree",
    "a backslash": "C:\\new\\u0041\\",
    "right to left": "\u05e9\u05dc\u05d5\u05dd \u202eabc\u202c",
    "an emoji": "\U0001f469\u200d\u2695\ufe0f",
    "a variable": "?_words_literal $_study_iri",
    "an iri": "<https://example.org/>",
    "a control character": "\x00\x1f\x7f",
    "nothing": "",
    "a lot": "word " * 20_000,
}
ECHO = parse_query("SELECT ?said ?_words_literal { BIND(STR(?_words_literal) AS ?said) }", "echo")


@pytest.mark.parametrize("value", STRANGE.values(), ids=STRANGE)
def test_text_arrives_to_the_character(value, study_store):
    [row] = run(study_store, ECHO, {"words": value}).rows()

    assert value_of(row["said"]) == value


@pytest.mark.parametrize(
    "value", [v for v in STRANGE.values() if v], ids=[k for k in STRANGE if STRANGE[k]]
)
def test_text_that_no_quote_holds_finds_none(value, study_store):
    assert list(run(study_store, load_query("quotes-with-words"), {"words": value}).rows()) == []


@pytest.mark.parametrize("value", STRANGE.values(), ids=STRANGE)
def test_text_is_no_construct(value, study_store):
    query = load_query("quotes-for-construct")

    # An address in angle brackets is taken as it is: it may be of anything, and matches nothing.
    if value.startswith("<"):
        assert list(run(study_store, query, {"construct": value}).rows()) == []
        return
    with pytest.raises((BadParameter, UnknownThing)):
        run(study_store, query, {"construct": value})


def test_text_that_is_not_unicode_is_refused(study_store):
    with pytest.raises(BadParameter, match="words is not valid UTF-8"):
        run(study_store, ECHO, {"words": "caf\udce9"})


@pytest.mark.parametrize(
    ("kind", "value", "term"),
    [
        ("integer", " 3 ", '"3"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        ("integer", "-007", '"-7"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        ("boolean", "Yes", '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>'),
        ("boolean", "0", '"false"^^<http://www.w3.org/2001/XMLSchema#boolean>'),
        ("literal", "3", '"3"'),
    ],
)
def test_kind_decides_the_term(kind, value, term, study_store):
    assert bind(study_store, Parameter("n", kind), value) == term


@pytest.mark.parametrize("value", ["", "three", "3.5", "3 4", "1e3", "\u0663", "9" * 40])
def test_only_whole_numbers_are_integers(value, study_store):
    with pytest.raises(BadParameter, match="minimum takes a whole number"):
        run(study_store, load_query("quotes-per-participant"), {"minimum": value})


def test_only_true_and_false_are_booleans(study_store):
    with pytest.raises(BadParameter, match="both takes true or false, not 'maybe'"):
        bind(study_store, Parameter("both", "boolean"), "maybe")


def test_numbers_may_be_given_as_numbers(study_store):
    query = load_query("quotes-per-participant")

    assert len(list(run(study_store, query, {"minimum": 5}).rows())) == 1


def test_unknown_parameter_is_refused_with_those_there_are(study_store):
    with pytest.raises(BadParameter, match=r"no parameter 'constuct'. It takes construct, study\."):
        run(study_store, load_query("quotes-for-construct"), {"constuct": "patching"})


def test_required_parameter_is_asked_for(study_store):
    query = parse_query(
        "#+ parameters:\n#+   who:\n#+     required: true\nSELECT * { ?q ?p ?_who_literal }", "mine"
    )

    with pytest.raises(BadParameter, match=r"mine needs a value for who. Add -p who="):
        run(study_store, query)


def test_default_is_used_and_said(study_store):
    answer = run(study_store, load_query("quotes-bearing-on-construct"), {"without": "patching"})

    assert answer.defaults_used == {"construct": "ideal-physician-perception"}


def test_parameter_without_default_matches_everything(study_store):
    query = load_query("quotes-per-role")

    everything = list(run(study_store, query).rows())
    one = list(run(study_store, query, {"study": "krishna2024"}).rows())

    assert everything == one != []


def test_value_that_would_have_no_effect_is_refused(study_store):
    inner = "SELECT ?q { { SELECT ?q { ?q a ?_class_iri } } }"

    with pytest.raises(UsageError, match=r"mine: \?_class_iri was given a value"):
        run(study_store, parse_query(inner, "mine"), {"class": "pif:Quote"})


def test_columns_of_parameters_are_left_out_of_saved_queries(study_store):
    query = load_query("quotes-for-construct")

    saved = run(study_store, query, {"construct": "patching"})
    given = run(study_store, parse_query(query.text, "mine.rq"), {"construct": "patching"})

    assert "_construct_iri" not in saved.variables
    assert "_study_iri" not in saved.variables
    # One's own query keeps what it asks for and was not told.
    assert "_construct_iri" not in given.variables
    assert "_study_iri" in given.variables


def test_well_known_prefixes_need_not_be_declared(study_store):
    query = parse_query("ASK { ?q pif:supports c:patching }", "mine")

    assert b"".join(run(study_store, query).write("csv")).strip() == b"true"


def test_prefix_that_a_query_declares_is_its_own(study_store):
    query = parse_query("PREFIX pif: <http://example.org/> ASK { ?q a pif:Quote }", "mine")

    assert b"".join(run(study_store, query).write("csv")).strip() == b"false"


def test_what_is_not_a_query_is_refused_naming_the_file(study_store):
    with pytest.raises(UsageError, match=r"mine\.rq: This is not a SPARQL query"):
        run(study_store, parse_query("SELECT ?q WHERE { ?q a }", "mine.rq"))


def test_update_is_refused(study_store):
    with pytest.raises(UsageError, match="not a SPARQL query"):
        run(study_store, parse_query("DELETE WHERE { ?s ?p ?o }", "mine.rq"))


def test_empty_store_says_so(tmp_path):
    store = open_store(tmp_path / "empty")

    with pytest.raises(UnknownThing, match=r"The store holds no quote at all\. Load a study first"):
        run(store, load_query("constructs-for-quote"), {"quote": "Q27"})
    assert (
        list(run(store, load_query("quotes-for-construct"), {"construct": "patching"}).rows()) == []
    )


@pytest.mark.parametrize("value", ["diary", " Diary ", "DIARY"])
def test_choice_may_be_typed_with_other_capitals(value, study_store):
    query = load_query("quotes-by-source")

    assert len(list(run(study_store, query, {"source": value}).rows())) == 3


def test_value_that_is_no_choice_is_refused_with_the_nearest(study_store):
    with pytest.raises(BadParameter, match=r"source cannot be 'diaries'. Did you mean diary\?"):
        run(study_store, load_query("quotes-by-source"), {"source": "diaries"})
