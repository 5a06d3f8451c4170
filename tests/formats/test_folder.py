"""A study folder is read whole; whatever is wrong with it is said with its place and a remedy."""

from __future__ import annotations

import csv
import os
import shutil
import time
from pathlib import Path

import pytest
import yaml

from kg.errors import UsageError
from kg.findings import Finding, violations
from kg.formats import read
from kg.formats.bibliography import BIBTEX_LIMIT
from kg.formats.cells import CELL_LIMIT
from kg.formats.reporting import KEPT
from kg.formats.structured import YAML_LIMIT

TESTS = Path(__file__).resolve().parents[1]
CASES = yaml.safe_load((TESTS / "bad" / "cases.yaml").read_text(encoding="utf-8"))


@pytest.fixture
def study(tmp_path) -> Path:
    """Return a valid study folder to spoil."""
    return Path(shutil.copytree(TESTS / "data" / "small-study", tmp_path / "small-study"))


def spoil(study: Path, case: dict) -> None:
    path = study / case["file"]
    if case.get("remove"):
        path.unlink()
    elif "hex" in case:
        path.write_bytes(bytes.fromhex(case["hex"]))
    elif "write" in case:
        path.write_bytes(case["write"].encode())
    elif "append" in case:
        path.write_bytes(path.read_bytes() + case["append"].encode())
    else:
        before, after = case["replace"]
        whole = path.read_bytes().decode()
        assert before in whole
        path.write_bytes(whole.replace(before, after, 1).encode())


def findings(study: Path) -> list[Finding]:
    started = time.process_time()
    found = read(study).findings
    assert time.process_time() - started < 3
    return found


def rules(study: Path) -> list[str]:
    return [finding.rule for finding in findings(study)]


def test_the_valid_study_has_no_findings(study):
    reading = read(study)

    assert reading.findings == []
    assert reading.study == "small-study"
    assert sorted(graph.rsplit("/", 2)[1] for graph in reading.graphs) == ["mapping", "study"]


@pytest.mark.parametrize("name", CASES)
def test_a_spoilt_study_gives_its_finding(study, name):
    case = CASES[name]
    spoil(study, case)

    found = findings(study)

    expected = case["finding"]
    severity = expected.get("severity", "violation")
    [first, *_] = [f for f in found if f.severity == severity and f.rule == expected["rule"]]
    assert first.place is not None
    assert first.place.file == expected.get("file", case["file"])
    assert first.place.row == expected.get("row")
    if "column" in expected:
        assert first.place.column == expected["column"]
    for words in expected["words"]:
        assert str(words) in f"{first.message} {first.remedy}"
    assert first.remedy.endswith((".", "?"))
    if case.get("only"):
        assert found == [first]


def test_all_that_is_wrong_is_told_at_once(study):
    for name in ("unknown-code", "malformed-date", "unknown-stage", "unknown-claim"):
        spoil(study, CASES[name])

    assert len(violations(findings(study))) == 4


def test_a_cell_of_ten_megabytes_is_refused_with_its_row_and_column(study):
    spoil(study, {"file": "quotes.csv", "replace": ["I came back to help.", "x" * 10_000_000]})

    [finding] = [f for f in findings(study) if f.rule == "cell-too-large"]

    assert str(finding.place) == "quotes.csv, row 6, column text"
    assert "10,000,000" in finding.message


def test_the_largest_cell_is_read(study):
    text = "x" * CELL_LIMIT
    spoil(study, {"file": "quotes.csv", "replace": ["I came back to help.", text]})

    assert read(study).model.quotes[-1].text == text


@pytest.mark.parametrize(
    ("name", "size"),
    [("study.yaml", YAML_LIMIT), ("references.bib", BIBTEX_LIMIT)],
)
def test_a_file_larger_than_its_limit_is_refused(study, name, size):
    (study / "references.json").unlink()
    (study / name).write_bytes(b"# " + b"x" * size)

    assert ("too-large", name) in [(f.rule, f.place.file) for f in findings(study)]


def test_yaml_nested_without_end_is_refused(study):
    (study / "study.yaml").write_text("a: " + "[" * 100_000)

    assert rules(study) == ["yaml-depth"]


def test_json_nested_without_end_is_refused(study):
    (study / "references.json").write_text("[" * 100_000)

    assert "json" in rules(study)


def test_a_link_is_not_followed(study, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("not for you")
    (study / "documents" / "P1-interview.txt").unlink()
    (study / "documents" / "P1-interview.txt").symlink_to(secret)

    [finding] = [f for f in findings(study) if f.rule == "link"]

    assert finding.place.file == "documents/P1-interview.txt"


def test_a_link_to_a_folder_is_not_followed(study, tmp_path):
    shutil.move(study / "documents" / "entries", tmp_path / "elsewhere")
    (study / "documents" / "entries").symlink_to(tmp_path / "elsewhere")

    [finding] = findings(study)

    assert (finding.rule, str(finding.place)) == ("outside", "documents.csv, row 5, column file")


def test_a_pipe_in_place_of_a_file_does_not_hang(study):
    (study / "quotes.csv").unlink()
    os.mkfifo(study / "quotes.csv")

    assert "unreadable" in rules(study)


def test_a_folder_in_place_of_a_file_is_reported(study):
    (study / "quotes.csv").unlink()
    (study / "quotes.csv").mkdir()

    assert "unreadable" in rules(study)


def test_two_reference_lists_are_one_too_many(study):
    (study / "references.ris").write_text("TY  - JOUR\nER  - \n")

    assert "two-reference-lists" in rules(study)


def test_a_byte_order_mark_is_no_matter(study):
    for path in (*study.glob("*.csv"), *study.glob("*.tsv"), study / "study.yaml"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())

    assert read(study).findings == []


def test_line_ends_of_any_system_give_the_same_graph(study):
    before = read(study).graphs
    for path in study.glob("*.csv"):
        if path.name != "quotes.csv":
            path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))

    assert read(study).graphs == before


def test_line_ends_inside_a_quote_are_kept(study):
    spoil(study, {"file": "quotes.csv", "replace": ['"", and\nthey', '"", and\r\nthey']})
    spoil(study, {"file": "quotes.csv", "replace": [",10,40,", ",10,41,"]})

    reading = read(study)

    assert reading.findings == []
    assert reading.model.quotes[2].text == 'I said, "go on", and\r\nthey did.'


def test_offsets_of_a_text_that_occurs_once_are_found(study):
    quotes = {quote.id: quote for quote in read(study).model.quotes}
    interview = (study / "documents" / "P1-interview.txt").read_bytes().decode()
    diary = (study / "documents" / "entries" / "diary-1.txt").read_bytes().decode("utf-8-sig")

    assert interview[quotes["Q2"].start : quotes["Q2"].end] == quotes["Q2"].text
    assert diary[quotes["Q4"].start : quotes["Q4"].end] == quotes["Q4"].text


def test_a_search_that_would_take_too_long_is_said_not_to_have_been_made(study, monkeypatch):
    monkeypatch.setattr("kg.formats.spans.SEARCH_LIMIT", 0)

    [finding] = [f for f in findings(study) if f.severity == "warning"]

    assert (finding.rule, str(finding.place)) == (
        "not-searched", "quotes.csv, row 5, column start"
    )  # fmt: skip


def test_speaker_and_role_that_are_certain_are_filled_in(study):
    quotes = {quote.id: quote for quote in read(study).model.quotes}

    assert (quotes["Q2"].participant, quotes["Q2"].role) == ("P1", "mentee")
    assert (quotes["Q4"].participant, quotes["Q4"].role) == ("", "mentee")


def test_nothing_becomes_public_by_omission(study):
    graph = next(iter(read(study).graphs.values()))
    level = {s.rsplit("/", 2)[-1][:-1]: o for s, p, o in graph if p.endswith("#accessLevel>")}

    assert level["Q2"].endswith("#Restricted>")
    assert level["P3-interview"].endswith("#Closed>")


def test_a_study_that_could_not_be_read_whole_has_no_graph(study):
    (study / "codings.csv").unlink()

    reading = read(study)

    assert reading.study == "small-study"
    assert reading.graphs == {}


def test_one_lost_table_is_not_told_a_thousand_times(study):
    spoil(study, CASES["text-after-closing-quote"])
    (study / "codebook.csv").write_text("code\nd1\n")

    assert sorted(rules(study)) == ["broken-csv", "missing-column"]


def test_many_findings_of_one_kind_are_counted(study):
    with (study / "codings.csv").open("a", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([f"X{n}", "struggle", "a", "", "", ""] for n in range(50_000))

    found = findings(study)

    assert len(found) == KEPT + 1
    assert found[-1].message.startswith("49000 more of this kind")


def test_a_study_can_be_given_another_id(study):
    reading = read(study, study="other")

    assert reading.study == "other"
    assert all(graph.endswith("/other") for graph in reading.graphs)


def test_an_id_from_the_command_line_must_be_one(study):
    with pytest.raises(UsageError, match="cannot be the id of a study"):
        read(study, study="../x")


@pytest.mark.parametrize("name", ["none", "notes.docx"])
def test_a_source_of_another_kind_is_wrong_usage(tmp_path, name):
    if name != "none":
        (tmp_path / name).write_bytes(b"PK")

    with pytest.raises(UsageError) as caught:
        read(tmp_path / name)

    assert caught.value.hint


def test_a_folder_without_any_study_file_is_wrong_usage(tmp_path):
    with pytest.raises(UsageError, match="not a study folder"):
        read(tmp_path)


def test_reading_twice_gives_the_same(study):
    first, second = read(study), read(study)

    assert first.graphs == second.graphs
    assert first.places == second.places


def test_a_finding_of_a_shape_can_be_given_its_column(study):
    reading = read(study)
    quote = "https://w3id.org/pif-kg/study/small-study/quote/Q3"

    assert str(reading.places[f"<{quote}>"]) == "quotes.csv, row 4"
    assert reading.column_for(quote, "https://w3id.org/pif-kg/ontology#spokenInTenure") == "role"
