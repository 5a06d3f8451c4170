"""Findings name the thing, the file, the row and the column; and nothing is said twice."""

import time
from pathlib import Path

import pytest

from kg import validation
from kg.findings import Finding, Place
from kg.formats.rdf import parse_turtle
from kg.namespaces import PIF, RDF, SKOS
from kg.terms import text, typed

STUDY = "https://w3id.org/pif-kg/study/small"
VALID = Path(__file__).parents[1] / "shapes" / "valid.ttl"
QUOTE = f"{STUDY}/quote/Q1"
COLUMNS = {f"{PIF}text": "text", f"{PIF}spokenInTenure": "role"}


@pytest.fixture
def triples():
    return set(parse_turtle(VALID.read_bytes(), VALID.name))


def columns(focus, path):
    return COLUMNS.get(path)


def without(triples, subject, name):
    return {t for t in triples if t[:2] != (f"<{subject}>", f"<{PIF}{name}>")}


def only(findings, rule):
    [finding] = [f for f in findings if f.rule == rule]
    return finding


def test_finding_names_row_and_column_of_what_is_missing(triples):
    findings = validation.check(
        {"graph": without(triples, QUOTE, "text")},
        places={f"<{QUOTE}>": Place("quotes.csv", 7)},
        column_for=columns,
    )

    assert only(findings, "Quote-text").place == Place("quotes.csv", 7, "text")


def test_finding_on_a_longer_path_names_the_column_of_its_first_step(triples):
    tenure = (f"<{QUOTE}>", f"<{PIF}spokenInTenure>", f"<{STUDY}/tenure/P2-mentee>")
    findings = validation.check(
        {"graph": without(triples, QUOTE, "spokenInTenure") | {tenure}},
        places={f"<{QUOTE}>": Place("quotes.csv", 2)},
        column_for=columns,
    )

    assert only(findings, "Quote-speakerHeldTenure").place == Place("quotes.csv", 2, "role")


def test_finding_on_a_property_without_column_names_the_row(triples):
    findings = validation.check(
        {"graph": without(triples, f"{STUDY}/coding/Q1-k1", "codingTarget")},
        places={f"<{QUOTE}>": Place("quotes.csv", 2)},
        column_for=columns,
    )

    assert only(findings, "Quote-coded").place == Place("quotes.csv", 2)


def test_thing_without_a_row_of_its_own_is_found_in_the_row_that_names_it(triples):
    tenure = f"{STUDY}/tenure/P1-mentee"
    kind = (f"<{tenure}>", f"<{RDF}type>", f"<{PIF}FacultyTenure>")
    findings = validation.check(
        {"graph": triples | {kind}},
        places={
            f"<{STUDY}/participant/P1>": Place("participants.csv", 2),
            f"<{QUOTE}>": Place("quotes.csv", 2),
        },
        column_for=columns,
    )

    assert only(findings, "Tenure-kind").place == Place("participants.csv", 2)
    assert only(findings, "Tenure-kind").focus == tenure


def test_finding_says_what_to_do_apart_from_what_is_wrong(triples):
    findings = validation.check(
        {"graph": without(triples, QUOTE, "text")}, places={}, column_for=columns
    )

    finding = only(findings, "Quote-text")
    assert finding.message == "A quote needs exactly one text."
    assert finding.remedy.startswith("Copy the words")


def test_a_shape_broken_in_two_ways_by_one_thing_is_one_finding(triples):
    wrong = {
        (f"<{QUOTE}>", f"<{PIF}text>", text("")),
        (f"<{QUOTE}>", f"<{PIF}text>", text(" ", "en")),
    }
    findings = validation.check(
        {"graph": without(triples, QUOTE, "text") | wrong}, places={}, column_for=columns
    )

    assert only(findings, "Quote-text")


def test_order_does_not_depend_on_the_order_of_statements(triples):
    spoiled = [t for t in triples if t[1] != f"<{PIF}identifier>"]

    first = validation.check({"a": sorted(spoiled)}, places={}, column_for=columns)
    second = validation.check(
        {"a": spoiled[:50], "b": spoiled[50:][::-1]}, places={}, column_for=columns
    )

    assert len(first) > 10
    assert first == second


def test_shared_terms_that_a_study_only_refers_to_are_not_its_fault(triples):
    findings = validation.check({"graph": triples}, places={}, column_for=columns)

    assert [f.rule for f in findings] == ["Diary-author"]


def test_superclasses_come_from_the_ontology(triples):
    # e.g. a reflective essay is a document, though no statement of the study says so
    document = f"<{STUDY}/document/D9>"
    essay = {
        (document, f"<{RDF}type>", f"<{PIF}ReflectiveEssay>"),
        (document, f"<{PIF}identifier>", text("D9")),
    }
    findings = validation.check({"graph": triples | essay}, places={}, column_for=columns)

    assert only(findings, "Document-ofStudy").focus == f"{STUDY}/document/D9"


def test_markup_inside_a_literal_is_never_parsed(triples, caplog):
    entities = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(12))
    bomb = f'<!DOCTYPE x [<!ENTITY a0 "ha">{entities}]><x>&a12;</x>'
    literal = text(bomb) + f"^^<{RDF}XMLLiteral>"
    started = time.process_time()

    findings = validation.check(
        {"graph": triples | {(f"<{QUOTE}>", f"<{PIF}note>", literal)}},
        places={},
        column_for=columns,
    )

    assert [f.rule for f in findings] == ["Diary-author"]
    assert time.process_time() - started < 5


def test_malformed_numbers_are_findings_and_nothing_is_logged(triples, caplog):
    wrong = (f"<{STUDY}/participant/P2>", f"<{PIF}trainingYear>", typed("second", "integer"))
    findings = validation.check({"graph": triples | {wrong}}, places={}, column_for=columns)

    assert only(findings, "Participant-trainingYear").message.endswith("Found: “second”.")
    assert caplog.records == []


def violation(row, column=None):
    return Finding("violation", "from-reader", "x", place=Place("quotes.csv", row, column))


def warning(row, column=None):
    return Finding("warning", "w", "x", place=Place("quotes.csv", row, column))


def shape(row, column=None, file="quotes.csv"):
    return Finding("violation", "Quote-text", "y", place=Place(file, row, column), focus="q")


@pytest.mark.parametrize(
    ("reader", "said", "kept"),
    [
        (violation(2, "text"), shape(2, "text"), False),
        (violation(2), shape(2, "text"), False),
        (violation(2, "text"), shape(2, "role"), True),
        (violation(2, "text"), shape(3, "text"), True),
        (violation(2, "text"), shape(2), True),
        (violation(None), shape(2, "text"), True),
        (violation(2, "text"), shape(2, "text", file="claims.csv"), True),
        (warning(2, "text"), shape(2, "text"), True),
        (warning(2), shape(2, "text"), True),
        (warning(2, "text"), warning(2, "text"), False),
    ],
    ids=[
        "same cell", "whole row", "other column", "other row", "shape on the row",
        "whole file", "other file", "reader only warns", "reader only warns of the row",
        "both warn",
    ],
)  # fmt: skip
def test_what_the_reader_said_of_a_cell_is_not_said_again(reader, said, kept):
    assert validation.merge([reader], [said]) == ([reader, said] if kept else [reader])


LICENCE = Finding(
    "warning", "Study-license", "x", "Fill licence.", Place("study.yaml", 5, "licence"), "s"
)
CODES = Finding(
    "warning", "Codebook-codes", "x", "Add a row to codebook.csv.", Place("study.yaml", 5), "b"
)


@pytest.mark.parametrize(
    ("reader", "said"),
    [
        (Finding("warning", "licence", "x", place=Place("study.yaml", 15, "licence")), LICENCE),
        (Finding("warning", "no-rows", "x", place=Place("codebook.csv")), CODES),
    ],
    ids=["a key elsewhere in study.yaml", "a file that has no rows"],
)
def test_what_the_reader_said_of_the_whole_study_is_not_said_again(reader, said):
    assert validation.merge([reader], [said]) == [reader]
    assert validation.merge([violation(2)], [said]) == [violation(2), said]


def test_findings_without_a_place_are_never_left_out():
    said = Finding("violation", "Quote-text", "y", focus="q")

    assert validation.merge([violation(2)], [said]) == [violation(2), said]


def test_names_of_rules_are_unique():
    names = [rule.name for rule in validation.catalogue()]

    assert len(names) == len(set(names))


def test_a_chain_between_two_cycles_is_on_neither(triples):
    names = ["a", "b", "c", "d", "e"]
    codes = {n: f"<{STUDY}/code/{n}>" for n in names}
    steps = ["ab", "ba", "bc", "cd", "de", "ed"]
    tree = {(codes[s], f"<{SKOS}broader>", codes[t]) for s, t in steps}

    findings = validation.check({"graph": triples | tree}, places={}, column_for=columns)

    cyclic = {f.focus for f in findings if f.rule == "Construct-cycle"}
    assert cyclic == {f"{STUDY}/code/{n}" for n in "abde"}


def test_a_long_chain_of_codes_is_walked_without_recursion(triples):
    codes = [f"<{STUDY}/code/n{n}>" for n in range(3000)]
    chain = {(a, f"<{SKOS}broader>", b) for a, b in zip(codes, codes[1:] + codes[:1], strict=True)}
    from kg.validation.facts import Facts
    from kg.validation.rules import check_rules

    hits = check_rules(Facts({"graph": triples | chain}))

    assert len([h for h in hits if h.rule.name == "Construct-cycle"]) == 3000
