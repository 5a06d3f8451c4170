"""What a query file says of itself is read, or refused naming file and line."""

import os

import pytest

from kg.errors import UnknownQuery, UsageError
from kg.namespaces import BASE
from kg.queries import list_queries, load_query, parse_query
from kg.query_files import library

WRONG = {
    "not yaml": ("#+ summary: 'one\n#+ tags: [a", 2, "the header is not YAML"),
    "colon in text": ("#+ tags: []\n#+ summary: of: what\nASK {}", 2, "the header is not YAML"),
    "a list": ("#+ - summary\nASK {}", 1, "not a list of `key: value`"),
    "misspelt key": ("#+ summary: a\n#\n#+ sumary: b\nASK {}", 3, "has no key 'sumary'"),
    "summary is a list": ("#+ summary: [one]\nASK {}", 1, "summary is not text"),
    "tags are text": ("#+ summary: a\n#+ tags: one\nASK {}", 2, "tags is not a list of words"),
    "columns are a list": ("#+ columns: [a]\nASK {}", 1, "columns does not say of each column"),
    "defaults are text": ("#+ defaults: patching\nASK {}", 1, "defaults is not a list"),
    "unknown parameter": ("#+ parameters:\n#+   what: no\nASK {}", 2, "no variable ?_what_iri"),
    "unknown default": ("#+ defaults:\n#+   - what: no\nASK {}", 2, "no variable ?_what_iri"),
    "in a comment only": (
        "#+ parameters:\n#+   what: no\nASK {} # ?_what_iri",
        2,
        "no variable ?_what_iri",
    ),
    "parameter says too much": (
        "#+ parameters:\n#+   w:\n#+     kind: x\nASK { ?s ?p ?_w_literal }",
        2,
        "takes about, refers-to, required and choices",
    ),
    "choices are text": (
        "#+ parameters:\n#+   w:\n#+     choices: x\nASK { ?s ?p ?_w_literal }",
        2,
        "the choices of w are not a list of values",
    ),
    "a choice twice": (
        "#+ enumerate:\n#+   - w: [a, a]\nASK { ?s ?p ?_w_literal }",
        2,
        "the choices of w name a value twice",
    ),
    "a choice of no whole number": (
        "#+ enumerate:\n#+   - w: [1, two]\nASK { ?s ?p ?_w_integer }",
        2,
        "the choices of w are not all whole numbers",
    ),
    "choices of yes and no": (
        "#+ enumerate:\n#+   - w: [yes, no]\nASK { ?s ?p ?_w_boolean }",
        2,
        "it takes true or false",
    ),
    "default is no choice": (
        "#+ defaults:\n#+   - w: c\n#+ enumerate:\n#+   - w: [a, b]\nASK { ?s ?p ?_w_literal }",
        2,
        "the choices of w do not hold the default, c",
    ),
    "choices of what is not there": (
        "#+ enumerate:\n#+   - what: [a]\nASK {}",
        2,
        "no variable ?_what_iri",
    ),
    "enumerate is text": ("#+ enumerate: w\nASK {}", 1, "enumerate is not a list"),
    "alias": ("#+ summary: &a ok\n#+ description: *a\nASK {}", 2, "may not refer back"),
    "bomb": ("#+ a: &a [x, x]\n#+ b: &b [*a, *a]\nASK {}", 2, "may not refer back"),
    "deep": ("#+ tags: " + "[" * 5000 + "\nASK {}", 1, "nest so deep"),
    "tag": ("#+ summary: !!python/object/apply:os.system [x]\nASK {}", 1, "summary is not text"),
}


@pytest.mark.parametrize(("text", "line", "said"), WRONG.values(), ids=WRONG)
def test_header_is_refused_at_its_line(text, line, said):
    with pytest.raises(UsageError) as refused:
        parse_query(text, "mine.rq")

    assert str(refused.value).startswith(f"mine.rq, line {line}: ")
    assert said in str(refused.value)


def test_header_of_great_length_is_refused():
    with pytest.raises(UsageError, match="longer than 20000 characters"):
        parse_query("#+ summary: " + "a" * 30_000 + "\nASK {}", "mine.rq")


def test_header_is_read():
    query = parse_query(
        "# our own\n"
        "#+ summary: Quotes of a year\n"
        "#+ description: >-\n"
        "#+   One\n"
        "#+   line.\n"
        "#+ method: GET\n"
        "#+ defaults:\n"
        "#+   - year: 2024\n"
        "#+ parameters:\n"
        "#+   year: when\n"
        "#+   by:\n"
        "#+     about: whose\n"
        "#+     refers-to: participant\n"
        "#+     required: true\n"
        "SELECT ?q ?_year_integer ?_by_iri { ?q ?_by_iri ?_year_integer }\n"
        "#+ not: part of it\n",
        "mine",
    )

    assert (query.summary, query.description) == ("Quotes of a year", "One line.")
    year, by = query.parameters
    assert (year.name, year.kind, year.about, year.default) == ("year", "integer", "when", "2024")
    assert (by.name, by.kind, by.refers_to, by.required) == ("by", "iri", "participant", True)


def test_query_without_header_is_a_query():
    query = parse_query("SELECT ?q ?_first_word_literal { ?q ?p ?_first_word_literal }")

    assert [(p.name, p.kind) for p in query.parameters] == [("first_word", "literal")]
    assert query.parameter("first-word").variable == "_first_word_literal"


def test_parameters_in_strings_comments_and_addresses_do_not_count():
    text = """SELECT ?a ?_b_iri { # ?_c_iri
      ?a ?_b_iri "?_d_iri", 'it ?_e_iri', \"\"\" " ?_f_iri \"\"\", <http://x/?_g_iri> }"""

    assert [p.name for p in parse_query(text).parameters] == ["b"]


def test_default_is_said_as_people_type_it():
    [construct, study] = load_query("quotes-for-construct").parameters

    assert construct.default == f"{BASE}scheme/patching"
    assert construct.typed_default == "patching"
    assert study.typed_default is None


def test_description_has_only_what_json_has():
    import json

    for query in list_queries():
        assert json.loads(json.dumps(query.described()))["name"] == query.name


def test_unknown_query_brings_the_nearest():
    with pytest.raises(UnknownQuery, match="Did you mean quotes-for-construct"):
        load_query("quotes-for-constructs")


@pytest.mark.parametrize(
    "name", ["", "../competency/biases", "competency/biases", "biases.rq", "\0"]
)
def test_only_names_are_names(name):
    with pytest.raises(UnknownQuery):
        load_query(name)


# The user's own


@pytest.fixture
def folders(tmp_path, monkeypatch):
    """Two folders of the user's own queries."""
    one, two = tmp_path / "one", tmp_path / "two" / "below"
    one.mkdir()
    two.mkdir(parents=True)
    monkeypatch.setenv("PIF_QUERIES", os.pathsep.join([str(one), str(two.parent)]))
    return one, two


def test_own_queries_are_listed_with_the_others(folders):
    one, two = folders
    (one / "mine.rq").write_text("#+ summary: Mine\nASK {}", encoding="utf-8")
    (two / "ours.rq").write_text("ASK {}", encoding="utf-8")

    names = [query.name for query in list_queries()]

    assert {"mine", "ours", "quotes-for-construct"} < set(names)
    assert names == sorted(names)
    assert load_query("mine").summary == "Mine"


def test_own_query_may_not_take_the_name_of_another(folders):
    one, _ = folders
    (one / "biases.rq").write_text("ASK {}", encoding="utf-8")

    with pytest.raises(
        UsageError, match=r"biases\.rq has the name of another saved query, one that"
    ):
        load_query("biases")


def test_two_own_queries_may_not_share_a_name(folders):
    for place in folders:
        (place / "mine.rq").write_text("ASK {}", encoding="utf-8")

    with pytest.raises(
        UsageError, match=r"two/below/mine\.rq has the name of another .*one/mine\.rq"
    ):
        list_queries()


def test_folder_that_is_not_there_is_said(monkeypatch, tmp_path):
    monkeypatch.setenv("PIF_QUERIES", str(tmp_path / "gone"))

    with pytest.raises(UsageError, match=r"PIF_QUERIES names .*gone, which is not a folder"):
        list_queries()


def test_own_query_in_another_encoding_is_refused(folders):
    (folders[0] / "mine.rq").write_bytes("#+ summary: caf\xe9\nASK {}".encode("latin-1"))

    with pytest.raises(UsageError, match=r"mine\.rq is not UTF-8 text"):
        load_query("mine")


def test_choices_are_read_in_either_way_of_writing():
    query = parse_query(
        "#+ enumerate:\n#+   - a: [x, y]\n#+   - c\n"
        "#+ parameters:\n#+   b:\n#+     choices: [1, 2]\n"
        "SELECT ?q ?_a_literal ?_b_integer ?_c_iri { ?q ?_a_literal ?_b_integer ; a ?_c_iri }"
    )

    assert [p.choices for p in query.parameters] == [("x", "y"), ("1", "2"), ()]
    assert [p["choices"] for p in query.described()["parameters"]] == [["x", "y"], ["1", "2"], None]


def test_own_query_is_read_again_when_it_has_changed(folders):
    one, _ = folders
    (one / "mine.rq").write_text("#+ summary: First\nASK {}", encoding="utf-8")
    assert load_query("mine").summary == "First"

    (one / "mine.rq").write_text("#+ summary: Second\nASK {}", encoding="utf-8")
    os.utime(one / "mine.rq", ns=(1, 1))

    assert load_query("mine").summary == "Second"
    (one / "mine.rq").unlink()
    with pytest.raises(UnknownQuery):
        load_query("mine")


def test_what_cannot_be_read_keeps_no_other_query_away(folders):
    one, two = folders
    (one / "good.rq").write_text("ASK {}", encoding="utf-8")
    (one / "bad.rq").write_text("#+ summary: [\nASK {}", encoding="utf-8")
    (two / "biases.rq").write_text("ASK {}", encoding="utf-8")

    readable, wrong = library().readable()

    assert "good" in {query.name for query in readable}
    assert sorted(wrong) == ["bad", "biases"]
