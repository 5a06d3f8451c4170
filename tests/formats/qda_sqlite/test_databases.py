"""Databases that are none, or of another program, or made to do harm: a finding, and no more."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kg.formats.qda.database as database
from kg.formats.qda.qualcoder import read_qualcoder
from kg.formats.qda.rqda import read_rqda
from kg.formats.qda.taguette import read_taguette
from kg.formats.reporting import Report

DATA = Path(__file__).parent / "data"
SAMPLES = {read_qualcoder: "pif_residents_data.qda", read_taguette: "export_project.sqlite3"}
READERS = {"qualcoder": read_qualcoder, "rqda": read_rqda, "taguette": read_taguette}


def refused(reader, path: Path) -> str:
    """Return the rule by which a file is refused; it must be."""
    report = Report()
    assert reader(path, report) is None
    wrong = [f for f in report.findings() if f.severity == "violation"]
    assert all(f.remedy for f in wrong)
    return wrong[0].rule


@pytest.mark.parametrize("name", sorted(READERS))
@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "qda-no-database"),
        (b"SQLite format 3", "qda-no-database"),
        (b"SQLite format 3\0" + bytes(500), "qda-damaged"),
        (bytes(range(256)) * 40, "qda-no-database"),  # as an encrypted one looks
    ],
)
def test_what_is_no_database_is_refused(tmp_path, name, content, rule):
    path = tmp_path / "p.db"
    path.write_bytes(content)

    assert refused(READERS[name], path) == rule


@pytest.mark.parametrize("name", sorted(READERS))
def test_a_database_of_another_program_is_refused(tmp_path, name):
    path = tmp_path / "p.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE source (id)")
    connection.close()

    assert refused(READERS[name], path) == "qda-other-program"


def test_each_reader_refuses_the_other_samples():
    assert refused(read_rqda, DATA / "export_project.sqlite3") == "qda-other-program"
    assert refused(read_taguette, DATA / "pif_residents_data.qda") == "qda-other-program"


@pytest.mark.parametrize("reader", sorted(SAMPLES, key=SAMPLES.get), ids=SAMPLES.get)
def test_a_truncated_database_is_refused(tmp_path, reader):
    content = (DATA / SAMPLES[reader]).read_bytes()
    path = tmp_path / "p.db"
    path.write_bytes(content[: len(content) // 2])

    assert refused(reader, path) == "qda-damaged"


def test_views_that_take_the_place_of_tables_do_not_run(tmp_path):
    path = tmp_path / "p.sqlite3"
    with sqlite3.connect(path) as connection:
        for table in ("projects", "documents", "tags", "highlight_tags"):
            connection.execute(f"CREATE TABLE {table} (id)")
        connection.execute(
            "CREATE VIEW highlights AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i FROM n)"
            " SELECT i AS id FROM n"
        )
    connection.close()

    assert refused(read_taguette, path) == "qda-other-program"


def test_columns_that_are_computed_are_not_read(tmp_path):
    path = tmp_path / "p.sqlite3"
    with sqlite3.connect(path) as connection:
        connection.execute(
            "CREATE TABLE projects (id, name GENERATED ALWAYS AS (hex(zeroblob(9))))"
        )
        for table in ("documents", "tags", "highlight_tags", "highlights"):
            connection.execute(f"CREATE TABLE {table} (id)")
        connection.execute("INSERT INTO projects (id) VALUES (1)")
    connection.close()

    project = read_taguette(path, Report())

    assert project is not None
    assert project.name == ""


def test_what_takes_too_long_is_ended(monkeypatch):
    monkeypatch.setattr(database, "SECONDS", -1.0)
    monkeypatch.setattr(database, "_STEPS", 1)
    assert refused(read_taguette, DATA / "export_project.sqlite3") == "qda-too-slow"


def test_more_than_is_read_is_refused(monkeypatch):
    monkeypatch.setattr(database, "MAX_TEXT", 1000)

    assert refused(read_taguette, DATA / "export_project.sqlite3") == "qda-too-large"


def test_nothing_is_written_and_changes_not_yet_written_are_said(tmp_path):
    path = tmp_path / "p.sqlite3"
    path.write_bytes((DATA / "export_project.sqlite3").read_bytes())
    (tmp_path / "p.sqlite3-wal").write_bytes(b"x")
    report = Report()

    project = read_taguette(path, report)

    assert project is not None
    assert [f.rule for f in report.findings()] == ["qda-not-closed"]
    assert {each.name for each in tmp_path.iterdir()} == {"p.sqlite3", "p.sqlite3-wal"}


def test_a_schema_that_is_no_text_is_refused(tmp_path):
    content = (DATA / "export_project.sqlite3").read_bytes()
    path = tmp_path / "p.sqlite3"
    path.write_bytes(content.replace(b"CREATE TABLE documents", b"CREATE TABL\xe9 documents"))

    assert refused(read_taguette, path) == "qda-damaged"


def test_ids_that_are_none_or_stand_twice_are_told_apart(tmp_path):
    path = tmp_path / "p.sqlite3"
    with sqlite3.connect(path) as connection:
        connection.executescript(
            "CREATE TABLE projects (id, name); INSERT INTO projects VALUES (1, 'P'), ('x', 'Q');"
            "CREATE TABLE documents (id, name, project_id, contents);"
            "INSERT INTO documents VALUES (1, 'D', 1, '<p>one two</p>');"
            "CREATE TABLE tags (id, project_id, path); INSERT INTO tags VALUES (1, 1, 'a');"
            "CREATE TABLE highlights (id, document_id, start_offset, end_offset, snippet);"
            "INSERT INTO highlights VALUES (1, 1, 0, 3, 'one'), (1, 1, 4, 7, 'two');"
            "CREATE TABLE highlight_tags (highlight_id, tag_id);"
            "INSERT INTO highlight_tags VALUES (1, 1);"
        )
    connection.close()

    project = read_taguette(path, Report(), "P")

    assert len({selection.id for selection in project.selections}) == 2
    assert read_taguette(path, Report(), "Q") is None


@settings(max_examples=50, deadline=None)
@given(
    reader=st.sampled_from(sorted(SAMPLES, key=SAMPLES.get)),
    spoiled=st.lists(
        st.tuples(st.integers(16, 170_000), st.binary(min_size=1, max_size=6)), max_size=12
    ),
)  # fmt: skip
def test_spoiled_bytes_give_findings_and_never_an_exception(tmp_path_factory, reader, spoiled):
    content = bytearray((DATA / SAMPLES[reader]).read_bytes())
    for at, new in spoiled:
        at %= len(content)
        content[at : at + len(new)] = new
    path = tmp_path_factory.getbasetemp() / "spoiled.db"
    path.write_bytes(bytes(content))
    report = Report()

    project = reader(path, report)

    assert project is not None or any(f.severity == "violation" for f in report.findings())
    for selection in project.selections if project else ():
        source = next(s for s in project.sources if s.id == selection.source)
        if selection.start is not None:
            assert selection.text == source.text[selection.start : selection.end]
