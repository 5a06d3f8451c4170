"""Every form of report can be read by the programs it is for, whatever the cells held."""

import json
from xml.etree import ElementTree

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import RDF, SH, Graph, Literal, URIRef

from kg import reports
from kg.errors import UsageError
from kg.findings import Finding, Place
from kg.validation.hits import SHAPES

QUOTE = "https://w3id.org/pif-kg/study/small/quote/Q1"
MISSING = Finding(
    "violation", "Quote-text", "A quote needs exactly one text.", "Copy the words.",
    Place("quotes.csv", 12, "text"), QUOTE,
)  # fmt: skip
ROLE = Finding(
    "warning", "Quote-roleKnown", "The role is not said.", "Fill the role column.",
    Place("quotes.csv", 3, "role"), QUOTE,
)  # fmt: skip
DIARY = Finding(
    "info", "Diary-author", "The author is unknown.", "Do not guess.",
    Place("documents.csv", 24, "participant"),
)  # fmt: skip
LOOSE = Finding("violation", "Study-title", "The study has no title.", focus="https://x.example/s")
FILE = Finding(
    "violation", "missing-file", "There is no codebook.csv.", "Add it.", Place("codebook.csv")
)
ALL = [MISSING, ROLE, DIARY, LOOSE, FILE]
FORMATS = ("text", "json", "turtle", "html", "junit")

HOSTILE = [
    '<script>alert(1)</script>', "a]]>b", "\x1b[2Jgone", "\u202eesrever", '"quoted" \\ back',
    "nul\x00", "\ud800 alone", "\ufffe", "line\nline", "{{ 7*7 }}", "'; DROP",
]  # fmt: skip


def hostile(words):
    return Finding("violation", words, words, words, Place(words, 2, words), words)


def test_text_groups_by_file_in_the_order_of_rows():
    assert reports.write(ALL, "text", source="my-study") == (
        "codebook.csv\n"
        "  violation: There is no codebook.csv. [missing-file]\n"
        "      Add it.\n"
        "\n"
        "documents.csv\n"
        "  row 24, column participant: info: The author is unknown. [Diary-author]\n"
        "      Do not guess.\n"
        "\n"
        "quotes.csv\n"
        "  row 3, column role: warning: The role is not said. [Quote-roleKnown]\n"
        "      Fill the role column.\n"
        "  row 12, column text: violation: A quote needs exactly one text. [Quote-text]\n"
        "      Copy the words.\n"
        "\n"
        "the study as a whole\n"
        "  https://x.example/s: violation: The study has no title. [Study-title]\n"
        "\n"
        "my-study: 3 violations, 1 warning, 1 note.\n"
    )


def test_json_has_the_documented_keys():
    report = json.loads(reports.write([ROLE, MISSING], "json", source="my-study", study="small"))

    assert report == {
        "source": "my-study",
        "study": "small",
        "refused": True,
        "counts": {"violation": 1, "warning": 1, "info": 0},
        "findings": [
            {
                "severity": "warning", "rule": "Quote-roleKnown", "file": "quotes.csv", "row": 3,
                "column": "role", "message": "The role is not said.",
                "remedy": "Fill the role column.", "focus": QUOTE,
            },
            {
                "severity": "violation", "rule": "Quote-text", "file": "quotes.csv", "row": 12,
                "column": "text", "message": "A quote needs exactly one text.",
                "remedy": "Copy the words.", "focus": QUOTE,
            },
        ],
    }  # fmt: skip


def test_json_of_notes_alone_is_not_refused():
    report = json.loads(reports.write([DIARY], "json", source="x"))

    assert report["refused"] is False
    assert report["findings"][0]["focus"] is None


def test_turtle_is_a_shacl_report_with_places():
    graph = Graph().parse(data=reports.write(ALL, "turtle", source="x", study="small"))

    [report] = graph.subjects(RDF.type, SH.ValidationReport)
    [result] = graph.subjects(SH.sourceShape, URIRef(f"{SHAPES}Quote-text"))
    said = dict(graph.predicate_objects(result))
    assert graph.value(report, SH.conforms) == Literal(False)
    assert len(list(graph.objects(report, SH.result))) == len(ALL)
    assert said[SH.focusNode] == URIRef(QUOTE)
    assert said[SH.resultSeverity] == SH.Violation
    assert said[URIRef(f"{SHAPES}file")] == Literal("quotes.csv")
    assert said[URIRef(f"{SHAPES}row")] == Literal(12)
    assert said[URIRef(f"{SHAPES}column")] == Literal("text")
    assert said[URIRef(f"{SHAPES}remedy")] == Literal("Copy the words.", lang="en")


def test_turtle_gives_every_result_what_shacl_asks_of_it():
    graph = Graph().parse(data=reports.write(ALL, "turtle", source="x", study="small"))

    for result in graph.subjects(RDF.type, SH.ValidationResult):
        for word in (SH.focusNode, SH.resultSeverity, SH.sourceConstraintComponent):
            assert len(list(graph.objects(result, word))) == 1


def test_html_is_one_accessible_page_without_script():
    page = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(
        reports.write(ALL, "html", source="my-study")
    )

    assert [h.text for h in page.iter("h1")] == ["Findings of my-study"]
    assert page.find("head/title").text == "Findings of my-study"
    assert page.get("lang") == "en"
    assert page.find(".//table/caption") is not None
    assert {th.get("scope") for th in page.iter("th")} == {"col"}
    assert len(page.findall(".//tbody/tr")) == len(ALL)
    assert list(page.iter("script")) == []
    assert [e for e in page.iter() for a in ("src", "style", "onclick") if e.get(a)] == []


def test_html_without_findings_says_so():
    page = reports.write([], "html", source="my-study")

    assert "<p>No findings.</p>" in page
    assert "<table" not in page


def test_junit_fails_on_violations_only():
    suites = ElementTree.fromstring(reports.write(ALL, "junit", source="my-study"))

    [suite] = suites
    assert (suite.get("name"), suite.get("tests"), suite.get("failures")) == ("my-study", "5", "3")
    failed = {case.get("classname") for case in suite if case.find("failure") is not None}
    assert failed == {"quotes.csv", "codebook.csv", "https://x.example/s"}
    assert suite.find("testcase[@classname='documents.csv']/system-out") is not None
    names = {case.get("name") for case in suite}
    assert "Quote-text (row 12, column text)" in names


def test_junit_without_findings_has_a_case_that_passes():
    [suite] = ElementTree.fromstring(reports.write([], "junit", source="my-study"))

    assert (suite.get("tests"), suite.get("failures")) == ("1", "0")
    assert [list(case) for case in suite] == [[]]


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("format", FORMATS)
def test_hostile_words_come_out_as_words(words, format):
    written = reports.write([hostile(words)], format, source=words, study=words)

    written.encode("utf-8")
    assert not set(written) & set("\x00\x1b\u202e\ufffe\ud800")
    read_back(format, written)


def read_back(format, written):
    if format == "json":
        assert len(json.loads(written)["findings"]) == 1
    elif format == "turtle":
        graph = Graph().parse(data=written, format="turtle")
        assert len(list(graph.subjects(RDF.type, SH.ValidationResult))) == 1
    elif format == "html":
        page = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(written)
        assert len(page.findall(".//tbody/tr")) == 1
        assert list(page.iter("script")) == []
    elif format == "junit":
        assert len(list(ElementTree.fromstring(written).iter("failure"))) == 1
    else:
        assert written.count("\n") == 5


@given(st.text(st.characters(exclude_categories=()), min_size=1))
def test_any_words_at_all_can_be_written_and_read_back(words):
    for format in FORMATS:
        written = reports.write([hostile(words)], format, source=words)

        written.encode("utf-8")
        read_back(format, written)


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("folder", ["/srv/someone/study", r"C:\Users\someone\study"])
def test_no_path_of_the_machine_is_in_a_report(format, folder):
    separator = folder[-6]
    finding = Finding("violation", "r", "x", place=Place(f"{folder}{separator}quotes.csv", 2))

    written = reports.write([finding], format, source=folder)

    assert "someone" not in written
    assert "quotes.csv" in written


def test_names_below_the_study_stay_whole():
    finding = Finding("violation", "r", "x", place=Place("documents/P1-interview.txt"))

    assert "documents/P1-interview.txt" in reports.write([finding], "text", source="s")


@pytest.mark.parametrize("format", FORMATS)
def test_where_there_are_no_rows_the_thing_is_named(format):
    finding = Finding("warning", "r", "x", place=Place("study.ttl"), focus=QUOTE)

    written = reports.write([finding], format, source="s")

    assert QUOTE in written
    assert "study.ttl" in written


def test_unknown_format_names_the_known_ones():
    with pytest.raises(UsageError, match="text, json, turtle, html, junit"):
        reports.write([], "pdf", source="s")


@pytest.mark.parametrize("format", FORMATS)
def test_order_of_findings_does_not_matter(format):
    assert reports.write(ALL, format, source="s") == reports.write(ALL[::-1], format, source="s")
