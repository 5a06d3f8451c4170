"""An empty study loads, says what is to be filled in, and becomes a study once it is."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Collection
from pathlib import Path

import pytest
import yaml
from openpyxl import load_workbook
from study_tables import rows_of

import kg
from kg import formats
from kg.errors import UsageError
from kg.formats import new
from kg.formats.keys import flatten
from kg.formats.new import new_study
from kg.formats.reference_rows import row_of
from kg.formats.tables import TABLES, Table
from kg.formats.workbook_writing import Line, write_workbook
from kg.namespaces import CONSTRUCT
from kg.resources import folder

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs/guide/your-own-study.md"
KINDS = pytest.mark.parametrize("xlsx", [False, True], ids=["folder", "workbook"])


@pytest.fixture
def study(tmp_path) -> Path:
    return new_study(tmp_path / "s1", study_id="s1", title="On peers: a “study”")


# What is written


@KINDS
def test_new_study_loads_and_asks_for_what_a_person_must_fill_in(tmp_path, xlsx):
    source = new_study(tmp_path / "s1", study_id="s1", xlsx=xlsx)

    with kg.open_graph(tmp_path / "store") as graph:
        loaded = kg.load(source, into=graph)

        assert (loaded.outcome, graph.studies()) == ("loaded", ["s1"])
    assert {f.severity for f in loaded.findings} == {"warning", "info"}
    asked = " ".join(map(str, loaded.findings))
    for what in ("title", "licence", "documents", "quotes", "codebook", "ethics"):
        assert what in asked
    assert all(f.place and f.place.file.startswith(tuple(_files(source))) for f in loaded.findings)


def _files(source: Path) -> list[str]:
    return [p.name for p in source.iterdir()] if source.is_dir() else [source.name]


@KINDS
def test_same_study_is_written_whatever_it_is_written_as(tmp_path, xlsx):
    as_folder = formats.read(new_study(tmp_path / "a", study_id="s1", title="T: “t”"))
    as_book = formats.read(new_study(tmp_path / "b", study_id="s1", title="T: “t”", xlsx=True))

    assert as_folder.graphs == as_book.graphs != {}


def test_folder_has_each_table_with_its_header_and_nothing_else(study):
    for table in TABLES:
        delimiter = "\t" if table.file.endswith(".tsv") else ","
        with (study / table.file).open(encoding="utf-8", newline="") as file:
            assert list(csv.reader(file, delimiter=delimiter)) == [[c.name for c in table.columns]]
    assert json.loads((study / "references.json").read_text()) == []
    assert (study / "documents").is_dir()


def test_readme_explains_every_column(study):
    text = (study / "README.md").read_text(encoding="utf-8")

    missing = [
        f"{table.file} {column.name}"
        for table in TABLES
        for column in table.columns
        if f"| {column.name} |" not in text and f"| **{column.name}** |" not in text
    ]
    assert missing == []


def test_title_stands_as_it_was_given(study, tmp_path):
    text = 'A "quoted": title # with {braces} and \\'

    written = new_study(tmp_path / "s2", study_id="s2", title=text)

    assert yaml.safe_load((written / "study.yaml").read_text(encoding="utf-8"))["title"] == text
    assert formats.read(written).model.title == text


def test_examples_in_study_yaml_are_right_once_uncommented(study):
    lines = (study / "study.yaml").read_text(encoding="utf-8").splitlines()
    keys = r"(publication|programme|methods|limitations):| {2,}|\S+: …"
    text = "\n".join(re.sub(rf"^# (?={keys})", "", line) for line in lines)
    (study / "study.yaml").write_text(text.replace("licence: not stated", "licence: cc-by-4.0"))

    reading = formats.read(study)

    assert len(yaml.safe_load(text)["methods"]) == 2
    assert reading.model.programmes[0].id == "my-programme"
    assert [f for f in reading.findings if f.severity == "violation"] == []


def test_keys_of_folder_and_workbook_are_those_that_are_read(tmp_path, study):
    book = new_study(tmp_path / "s2", study_id="s2", xlsx=True)
    sheet = load_workbook(book)["study"]
    for row in sheet.iter_rows(min_row=2):
        key, value = row[0].value, row[1]
        if value.value is None:
            value.value = {
                "doi": "10.1000/x", "publication.issued": "2024", "publish.k": 5,
                "publish.embargo": "2027-01-01",
                "programme.class": "PeerMentoringProgram", "methods.1.class": "ThematicAnalysis",
                "limitations.1.class": "RecallBias", "contacts": "https://example.org/",
            }.get(key, "something")  # fmt: skip
    filled = tmp_path / "filled.xlsx"
    book.unlink()
    sheet.parent.save(filled)

    reading = formats.read(filled)

    assert [f for f in reading.findings if f.rule in ("unknown-key", "wrong-value")] == []
    assert reading.model.programmes[0].host.label == "something"
    assert reading.model.minimum_group == 5


# Where it is written


@pytest.mark.parametrize("there", ["file", "folder", "link"])
@KINDS
def test_nothing_is_written_over(tmp_path, there, xlsx):
    target = tmp_path / "s1.xlsx"
    match there:
        case "file":
            target.write_text("mine")
        case "folder":
            target.mkdir()
            (target / "mine").write_text("mine")
        case "link":
            target.symlink_to(tmp_path / "nowhere")
    before = sorted(tmp_path.rglob("*"))

    with pytest.raises(UsageError, match="there already"):
        new_study(target, study_id="s1", xlsx=xlsx)

    assert sorted(tmp_path.rglob("*")) == before


def test_empty_folder_is_filled(tmp_path):
    assert (new_study(tmp_path, study_id="s1") / "study.yaml").is_file()


def test_folders_above_are_made(tmp_path):
    assert new_study(tmp_path / "a/b/s1", study_id="s1").is_dir()


def test_place_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("mine")

    with pytest.raises(UsageError, match="cannot be written"):
        new_study(tmp_path / "file" / "s1", study_id="s1")


@pytest.mark.parametrize("id", ["", "  ", "a/b", "..", "a#b", "x" * 500])
def test_id_that_cannot_be_part_of_an_address_is_refused(tmp_path, id):
    with pytest.raises(UsageError, match="cannot be the id"):
        new_study(tmp_path / "s1", study_id=id)

    assert not (tmp_path / "s1").exists()


# Filled in


def as_workbook(study: Path, target: Path) -> Path:
    """Write a study folder as a workbook, texts beside it."""
    # As text only: what stands in study.yaml is what was typed.
    about = yaml.load((study / "study.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)
    works = json.loads((study / "references.json").read_text(encoding="utf-8"))
    write_workbook(
        target,
        study=[Line(key, value) for key, value in flatten(about)],
        rows={**rows_of(study), "references": [row_of(work) for work in works]},
    )
    if (study / "documents").is_dir():
        shutil.copytree(study / "documents", target.parent / "documents")
    return target


def fill(study: Path, name: str, *rows: dict[str, str]) -> None:
    """Add rows to a table of a study folder."""
    [table] = [table for table in TABLES if table.file == name]
    with (study / name).open("a", encoding="utf-8", newline="") as file:
        delimiter = "\t" if name.endswith(".tsv") else ","
        writer = csv.DictWriter(file, [c.name for c in table.columns], delimiter=delimiter)
        writer.writerows(rows)


@pytest.fixture
def filled(study) -> Path:
    """A small study, made up, with every kind of cell that a spreadsheet could spoil."""
    text = "I: And then?\nP1: I stopped asking. I decide 🙂 myself now.\n"
    (study / "documents/P1.txt").write_text(text, encoding="utf-8", newline="")
    start = text.index("I stopped")
    spoken = "I stopped asking. I decide 🙂 myself now."
    person = {
        "status": "medical student", "year": "3", "projects_min": "1", "projects_max": "2",
        "duration_min_years": "0.5", "duration_max_years": "1.5", "became_peer_mentor": "yes",
        "access": "public", "published_projects_min": "0",
    }  # fmt: skip
    fill(
        study,
        "participants.csv",
        {"id": "P1", "role": "mentee", **person},
        {"id": "P1", "role": "peer-mentor", **person},
        {"id": "007", "role": "mentee", "status": "resident", "access": "restricted"},
    )
    fill(
        study,
        "documents.csv",
        {"id": "1-2", "kind": "interview", "participant": "P1", "date": "2024-03-21",
         "file": "P1.txt", "access": "closed"},
        {"id": "D2", "kind": "diary", "participant": "007", "date": "2024-03-21T14:30:00Z"},
    )  # fmt: skip
    fill(
        study,
        "quotes.csv",
        {"id": "Q1", "document": "1-2", "text": spoken, "participant": "P1", "role": "mentee",
         "start": str(start), "end": str(start + len(spoken)), "claim": "C1",
         "section": "Results / 1", "access": "public", "note": "a note"},
        {"id": "Q2", "document": "D2", "text": "=not a formula, but\ntwo lines; “quoted”, “ȧ”",
         "participant": "007", "locator": "3-4"},
    )  # fmt: skip
    fill(
        study,
        "codebook.csv",
        {"code": "own-voice", "label": "Own voice", "kind": "theme", "definition": "-> oneself"},
        {"code": "1.10", "label": "Sub", "parent": "own-voice", "kind": "category"},
    )
    fill(
        study,
        "codings.csv",
        {"quote": "Q1", "code": "own-voice", "coder": "c1", "date": "2024-05-02", "kind": "author",
         "rationale": "why"},
        {"quote": "Q1", "code": "own-voice", "coder": "c2", "kind": "author"},
        {"quote": "Q2", "code": "1.10", "coder": "c1", "kind": "author"},
    )  # fmt: skip
    fill(
        study,
        "claims.csv",
        {"id": "C1", "text": "Mentees decide.", "type": "result", "constructs": "identity-work",
         "sentence": "S1", "names_both_groups": "true"},
    )  # fmt: skip
    fill(
        study,
        "mappings.sssom.tsv",
        {"subject_id": "own-voice", "predicate_id": "skos:broadMatch",
         "object_id": "c:identity-work", "mapping_justification": "semapv:ManualMappingCuration",
         "confidence": "0.8"},
    )  # fmt: skip
    fill(
        study,
        "citations.csv",
        {"reference": "ref1", "sentence": "S1", "intent": "cito:usesMethodIn", "fit": "ok"},
    )
    works = [{
        "id": "ref1", "type": "book", "title": "Situated learning",
        "author": [{"family": "Lave", "given": "J"}, {"family": "Wenger", "given": "E"}],
        "issued": {"date-parts": [[1991]]}, "custom": {"position": 1, "oddities": ["as printed"]},
    }]  # fmt: skip
    (study / "references.json").write_text(json.dumps(works))
    about = study / "study.yaml"
    about.write_text(
        about.read_text(encoding="utf-8")
        .replace("licence: not stated", "licence: https://creativecommons.org/licenses/by/4.0/")
        .replace("doi:\n", "doi: 10.1000/example\n")
        .replace("contacts: []", "contacts: [https://example.org/a, https://example.org/b]")
        .replace("  k:", "  k: 3")
        .replace("attributes: []", "attributes: [role, status]"),
        encoding="utf-8",
    )
    return study


def test_folder_and_workbook_give_the_same_graphs_to_the_triple(filled, tmp_path):
    (tmp_path / "book").mkdir()
    book = as_workbook(filled, tmp_path / "book/s1.xlsx")

    one, other = formats.read(filled), formats.read(book)

    assert [f for f in one.findings + other.findings if f.severity == "violation"] == []
    assert one.graphs == other.graphs
    assert sum(map(len, one.graphs.values())) > 150
    assert one.places.keys() == other.places.keys()
    assert {str(p) for p in other.places.values() if p.file.endswith("quotes")} == {
        "s1.xlsx, sheet quotes, row 2", "s1.xlsx, sheet quotes, row 3"
    }  # fmt: skip


def test_bundled_study_is_the_same_as_a_workbook(tmp_path):
    bundled = Path(str(folder("studies") / "krishna2024"))

    one = formats.read(bundled)
    other = formats.read(as_workbook(bundled, tmp_path / "krishna2024.xlsx"))

    assert one.graphs == other.graphs != {}


def test_workbook_and_folder_have_the_same_findings(filled, tmp_path):
    fill(filled, "codings.csv", {"quote": "Q9", "code": "own-voice", "kind": "auther"})
    (tmp_path / "book").mkdir()
    book = as_workbook(filled, tmp_path / "book/s1.xlsx")

    one, other = formats.read(filled).findings, formats.read(book).findings

    assert [(f.rule, f.message, f.place.row, f.place.column) for f in one] == [
        (f.rule, f.message, f.place.row, f.place.column) for f in other
    ]
    assert len(one) == 2
    assert {f.place.file for f in other} == {"s1.xlsx, sheet codings"}


@pytest.mark.parametrize("sheet", ["study", "documents", "quotes", "codebook", "codings"])
def test_workbook_without_a_needed_sheet_is_refused(filled, tmp_path, sheet):
    (tmp_path / "book").mkdir()
    book = as_workbook(filled, tmp_path / "book/s1.xlsx")
    opened = load_workbook(book)
    del opened[sheet]
    opened.create_sheet(f"{sheet}s1")
    opened.save(book)

    reading = formats.read(book)

    [missing] = [f for f in reading.findings if f.rule == "missing-sheet"]
    assert sheet in missing.message
    assert f"'{sheet}s1'" in missing.remedy
    assert reading.graphs == {}


def test_workbook_with_a_sheet_that_breaks_off_gives_no_graphs(filled, tmp_path, monkeypatch):
    (tmp_path / "book").mkdir()
    book = as_workbook(filled, tmp_path / "book/s1.xlsx")
    monkeypatch.setattr("kg.formats.sheets.MAX_CELLS", 10)

    reading = formats.read(book)

    assert {f.rule for f in reading.findings} >= {"sheet-too-large"}
    assert reading.graphs == {}


def test_study_id_given_at_loading_is_used(filled, tmp_path):
    (tmp_path / "book").mkdir()
    book = as_workbook(filled, tmp_path / "book/s1.xlsx")

    assert formats.read(book, study="other").study == "other"


# The guide


def fits(table: Table, names: Collection[str]) -> bool:
    return {*table.required_columns} <= {*names} <= {c.name for c in table.columns}


def markdown_rows(text: str, first: str) -> list[dict[str, str]]:
    """Return the rows of the table whose first column has that name."""
    found = re.search(rf"^\| {first} \|.*\n(?:\|.*\n)+", text, re.MULTILINE)
    header, _, *rows = ([c.strip() for c in r.strip("|").split("|")] for r in found[0].splitlines())
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_guide_is_a_study_that_loads_and_answers(tmp_path):
    text = GUIDE.read_text(encoding="utf-8")
    study = new_study(tmp_path / "residents-2026", study_id="residents-2026")
    filled = set()
    for block in re.findall(r"^```csv\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        rows = list(csv.DictReader(block.splitlines()))
        [table] = [t for t in TABLES if fits(t, rows[0].keys())]
        fill(study, table.file, *rows)
        filled.add(table.name)
    fill(study, "mappings.sssom.tsv", *markdown_rows(text, "subject_id"))
    (study / "documents/P1-interview.txt").write_text("I stopped asking what the senior would do.")

    with kg.open_graph(tmp_path / "store") as graph:
        kg.load(study, into=graph)
        answer = graph.store.query(
            "PREFIX pif: <https://w3id.org/pif-kg/ontology#>"
            f"SELECT ?id {{ ?q pif:supports <{CONSTRUCT}identity-work> ; pif:identifier ?id }}"
        )
        rows = b"".join(answer.write("csv")).decode().split()

    assert filled == {"documents", "participants", "quotes", "codebook", "codings"}
    assert rows == ["id", "Q1"]


def test_guide_names_every_table(study):
    text = GUIDE.read_text(encoding="utf-8")

    assert [table.file for table in TABLES if f"`{table.file}`" not in text] == []
    assert new.NOT_STATED in text
