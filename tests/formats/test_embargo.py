"""An embargo is written for a study, a person, a document or a quote; a bad one is told."""

from __future__ import annotations

import csv
import io
import shutil
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from kg.columns import column_for
from kg.findings import violations
from kg.formats import read
from kg.formats.new import new_study
from kg.namespaces import BASE, PIF
from kg.terms import typed
from kg.validation import check

SMALL = Path(__file__).resolve().parents[1] / "data" / "small-study"
S = f"{BASE}study/small-study"
TABLES = {"participants.csv": "participant/P1", "documents.csv": "document/P1-interview",
          "quotes.csv": "quote/Q1"}  # fmt: skip


@pytest.fixture
def study(tmp_path) -> Path:
    return Path(shutil.copytree(SMALL, tmp_path / "small-study"))


def with_column(path: Path, values: list[str]) -> None:
    """Add the column to a table, its first rows filled."""
    header, *rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8")))
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow([*header, "embargo"])
    for row, value in zip(rows, [*values, *[""] * len(rows)], strict=False):
        writer.writerow([*row, value])
    path.write_text(written.getvalue(), encoding="utf-8")


def with_key(path: Path, value: str) -> None:
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("  k: 3\n", f"  k: 3\n  embargo: {value}\n"), encoding="utf-8")


def said(study: Path) -> set[tuple[str, str, str]]:
    return set().union(*read(study).graphs.values())


def test_without_an_embargo_nothing_is_said_of_one(study):
    assert not any("mbargo" in term for triple in said(study) for term in triple)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    ("written", "id", "end"),
    [
        ("2027-01-01", "until-2027-01-01", "2027-01-01T00:00:00Z"),
        ("2027-01-01T14:30:00Z", "until-2027-01-01T143000Z", "2027-01-01T14:30:00Z"),
        ("2027-01-01 00:30+02:00", "until-2026-12-31T223000Z", "2026-12-31T22:30:00Z"),
        ("9999-12-31", "until-9999-12-31", "9999-12-31T00:00:00Z"),
        ("9999-12-31T23:59-10:00", "until-9999-12-31T235900Z", "9999-12-31T23:59:00Z"),
    ],
)
def test_a_row_is_held_back_until_its_day(study, table, written, id, end):
    with_column(study / table, [written])

    found = said(study)

    node = f"<{S}/embargo/{id}>"
    assert (f"<{S}/{TABLES[table]}>", f"<{PIF}underEmbargo>", node) in found
    assert (node, f"<{PIF}embargoUntil>", typed(end, "dateTime")) in found
    assert sum(p == f"<{PIF}underEmbargo>" for _, p, _ in found) == 1


def test_a_study_is_held_back_as_a_whole(study):
    with_key(study / "study.yaml", '"2030-06-01"')

    assert (f"<{S}>", f"<{PIF}underEmbargo>", f"<{S}/embargo/until-2030-06-01>") in said(study)


def test_one_end_is_one_embargo(study):
    with_column(study / "quotes.csv", ["2027-01-01", "2027-01-01", "2027-01-01T00:00:00Z"])

    ends = [triple for triple in said(study) if triple[1] == f"<{PIF}embargoUntil>"]

    assert len(ends) == 1
    reading = read(study)
    found = check(reading.graphs, places=reading.places, column_for=reading.column_for)
    assert violations(found) == []


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("written", ["1/3/2027", "2027-02-30", "soon", "2027", "forever"])
def test_a_bad_date_is_told_with_row_and_column(study, table, written):
    with_column(study / table, [written])

    [finding] = violations(read(study).findings)

    assert (finding.rule, finding.place.file) == ("malformed-date", table)
    assert (finding.place.row, finding.place.column) == (2, "embargo")
    assert written in finding.message


@pytest.mark.parametrize("written", ["soon", "2027-13-01", "[2027-01-01]"])
def test_a_bad_date_of_a_study_is_told_with_its_key(study, written):
    with_key(study / "study.yaml", written)

    [finding] = violations(read(study).findings)

    assert finding.rule == "wrong-value"
    assert finding.place.file == "study.yaml"
    assert finding.place.column == "embargo"


@pytest.mark.parametrize("value", ["2027-01-01", date(2027, 1, 1), datetime(2027, 1, 1)])
def test_a_workbook_says_the_same(tmp_path, value):
    book = new_study(tmp_path / "s1", study_id="s1", xlsx=True)
    workbook = load_workbook(book)
    for row in workbook["study"].iter_rows(min_row=2):
        if row[0].value == "publish.embargo":
            row[1].value = value
    workbook.save(book)

    assert read(book).model.embargo == "2027-01-01T00:00:00"


def test_a_finding_about_an_embargo_finds_its_column():
    assert column_for(f"{S}/quote/Q1", f"{PIF}underEmbargo") == "embargo"
    assert column_for(f"{S}/embargo/until-2027-01-01", f"{PIF}embargoUntil") == "embargo"
