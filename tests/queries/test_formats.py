"""Answers in every format: what the engine writes and what we write read back the same."""

import csv
import io
import json
from xml.etree import ElementTree

import pytest
from rdflib import Graph
from rdflib.compare import isomorphic
from rdflib.query import Result

from kg.answers import GRAPH_FORMATS, TABLE_FORMATS, from_rows, write
from kg.errors import UsageError
from kg.queries import load_query, parse_query, run
from kg.terms import parts

XSD = "http://www.w3.org/2001/XMLSchema#"
STRANGE = rf"""SELECT ?a ?b ?c WHERE {{ VALUES (?a ?b ?c) {{
  ("one, \"two\"\nthree\tfour\rfive\\six" <https://example.org/é> UNDEF)
  ("שלום"@he "<&>]]>" 3)
  (UNDEF UNDEF UNDEF)
  (-1 1.5 1e0)
  (true false "2024"^^<{XSD}gYear>)
  ("👩‍⚕️ 自我" "" " ")
  ("01"^^<{XSD}integer> "x"^^<https://example.org/type> "\"")
}} }}"""


def text_of(chunks):
    return b"".join(chunks).decode("utf-8")


@pytest.fixture
def rows(study_store):
    """The strange rows, as the store gives them."""
    answer = study_store.query(STRANGE)
    return list(answer.variables), list(answer.rows())


@pytest.mark.parametrize("format", ["csv", "tsv"])
def test_we_write_what_the_engine_writes(format, study_store, rows):
    by_engine = text_of(study_store.query(STRANGE).write(format))

    assert text_of(from_rows(*rows, format)) == by_engine


def test_json_says_what_the_engine_says(study_store, rows):
    by_engine = json.loads(text_of(study_store.query(STRANGE).write("json")))

    assert json.loads(text_of(from_rows(*rows, "json"))) == by_engine


def test_xml_says_what_the_engine_says(study_store, rows):
    def said(text):
        return [(e.tag, e.attrib, e.text or "") for e in ElementTree.fromstring(text).iter()]

    by_engine = text_of(study_store.query(STRANGE).write("xml"))

    # The engine leaves carriage returns bare, and XML parsers read those as line feeds.
    assert said(text_of(from_rows(*rows, "xml"))) == said(by_engine.replace("\r", "&#13;"))


@pytest.mark.parametrize("format", ["json", "xml", "tsv"])
def test_another_library_reads_back_the_same_rows(format, rows):
    variables, given = rows
    # rdflib leaves out rows without any value and writes numbers its own way.
    given = [row for row in given if row and not any(XSD in term for term in row.values())]
    source = io.BytesIO(b"".join(from_rows(variables, given, format)))

    read = Result.parse(source, format=format)

    found = [
        {str(name): (str(t), getattr(t, "language", None)) for name, t in row.asdict().items()}
        for row in read
    ]
    assert [str(v) for v in read.vars] == variables
    assert found == [{n: (parts(t)[0], parts(t)[2]) for n, t in row.items()} for row in given]
    assert len(found) > 1


def test_csv_reads_back_the_same_characters(rows):
    variables, given = rows

    [header, *read] = csv.reader(
        io.StringIO(text_of(from_rows(variables, given, "csv")), newline="")
    )

    assert header == variables
    assert read == [[parts(row[v])[0] if v in row else "" for v in variables] for row in given]


def test_csv_lines_end_as_the_recommendation_asks(study_store):
    answer = run(study_store, load_query("quotes-for-construct"), {"construct": "patching"})

    lines = text_of(write(answer, "csv")).split("\r\n")

    assert lines[0] == "quote,text,study,document,source,participant,role,label,iri"
    assert lines[1].startswith('Q27,"From mentoring and leadership')
    assert lines[2:] == [""]


def test_xml_stands_in_for_what_it_cannot_hold(study_store):
    answer = study_store.query('SELECT ("a\\u0001b" AS ?x) {}')

    text = text_of(from_rows(["x"], answer.rows(), "xml"))

    assert ElementTree.fromstring(text).findtext(".//{*}literal") == "a\ufffdb"


def test_blank_nodes_are_written_in_every_format():
    given = [{"x": "_:b1"}]

    assert text_of(from_rows(["x"], given, "csv")) == "x\r\n_:b1\r\n"
    assert text_of(from_rows(["x"], given, "tsv")) == "?x\n_:b1\n"
    assert json.loads(text_of(from_rows(["x"], given, "json")))["results"]["bindings"] == [
        {"x": {"type": "bnode", "value": "b1"}}
    ]
    assert "<bnode>b1</bnode>" in text_of(from_rows(["x"], given, "xml"))


@pytest.mark.parametrize("format", ["csv", "tsv", "json", "xml"])
def test_no_rows_are_still_an_answer(format, study_store):
    answer = run(study_store, load_query("quotes-with-words"), {"words": "\U0001f937"})

    text = text_of(write(answer, format))

    for column in answer.variables:
        assert column in text


@pytest.mark.parametrize("format", ["csv", "json"])
def test_many_rows_come_in_pieces(format):
    row = {"x": '"' + "a" * 1000 + '"'}

    pieces = list(from_rows(["x"], (row for _ in range(1000)), format))

    assert len(pieces) > 5
    assert max(map(len, pieces)) < 100_000


@pytest.mark.parametrize(
    ("form", "formats", "refused"),
    [
        ("SELECT ?q { ?q a pif:Quote }", TABLE_FORMATS, GRAPH_FORMATS),
        ("ASK { ?q a pif:Quote }", TABLE_FORMATS, GRAPH_FORMATS),
        ("CONSTRUCT WHERE { ?q a pif:Quote }", GRAPH_FORMATS, TABLE_FORMATS),
        ("DESCRIBE c:patching", GRAPH_FORMATS, TABLE_FORMATS),
    ],
    ids=["select", "ask", "construct", "describe"],
)
def test_every_form_has_its_formats(form, formats, refused, study_store):
    query = parse_query(form, "mine")

    for format in formats:
        assert text_of(write(run(study_store, query), format)).strip()
    for format in (*refused, "yaml"):
        with pytest.raises(UsageError, match=f"Formats that fit are {', '.join(formats[:3])}"):
            write(run(study_store, query), format)


@pytest.mark.parametrize(
    ("format", "name"), [("turtle", "turtle"), ("jsonld", "json-ld"), ("rdfxml", "xml")]
)
def test_graphs_are_the_same_in_every_format(format, name, study_store):
    query = parse_query("DESCRIBE c:patching", "mine")
    plain = Graph().parse(data=text_of(write(run(study_store, query), "ntriples")), format="nt")

    other = Graph().parse(data=text_of(write(run(study_store, query), format)), format=name)

    assert len(plain) > 10
    assert isomorphic(plain, other)


def test_yes_and_no_are_words_in_a_table(study_store):
    yes = write(run(study_store, parse_query("ASK { ?q a pif:Quote }")), "table")
    no = write(run(study_store, parse_query("ASK { ?q a pif:Nothing }")), "table")

    assert (text_of(yes), text_of(no)) == ("yes\n", "no\n")


def test_rows_cannot_be_written_as_a_graph():
    with pytest.raises(UsageError, match="cannot be written as turtle"):
        from_rows(["x"], [], "turtle")
