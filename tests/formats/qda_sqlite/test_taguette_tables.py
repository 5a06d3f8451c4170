"""Taguette's exported tables: words alone, and their places where documents lie beside them."""

from __future__ import annotations

import csv
import io
from html import escape
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from kg.cli import main
from kg.formats.qda.taguette_names import CODEBOOK, HIGHLIGHTS, is_taguette_table
from kg.formats.qda.taguette_tables import read_taguette_table
from kg.formats.reporting import Report

FORMULA = '=SUM(1,2) is how it felt, "honestly"'
DOCUMENT = f"I patched it up. 😀 Zoë said: {FORMULA}. I patched it up again."
ROWS = [
    ("1", "D1", "identity", FORMULA),
    ("1", "D1", "identity.patching", FORMULA),
    ("2", "D1", "identity", "I patched it up"),
    ("3", "D1", "other", "😀 Zoë said:"),
    ("4", "D2", "other", "Nothing of this lies beside it."),
]
EXPORTED = (
    "<!DOCTYPE html><html><head><title>D1</title></head><body>\n    <h1>D1</h1>\n"
    f'<p>{escape(DOCUMENT[:18])}<span class="highlight">{escape(DOCUMENT[18:40])}</span>'
    f'<span class="taglist"> [identity, other]</span>{escape(DOCUMENT[40:])}</p>\n  </body></html>'
)


def table(path: Path, rows, header=HIGHLIGHTS) -> Path:
    """Write a table as Taguette does: CSV with its line ends, or a workbook with formulas."""
    if path.suffix == ".xlsx":
        book = Workbook()
        sheet = book.active
        sheet.title = "highlights" if header == HIGHLIGHTS else "codebook"
        for row in (header, *rows):
            sheet.append(row)
        book.save(path)
    else:
        out = io.StringIO()
        csv.writer(out).writerows([header, *rows])
        path.write_bytes(out.getvalue().encode())
    return path


def read(path: Path):
    report = Report()
    return read_taguette_table(path, report), report.findings()


@pytest.fixture(params=[".csv", ".xlsx"])
def highlights(request, tmp_path) -> Path:
    return table(tmp_path / f"export{request.param}", ROWS)


def test_words_and_tags_are_kept_and_what_is_not_there_is_counted(highlights):
    project, findings = read(highlights)

    assert findings == []
    names = {code.id: (code.name, code.parent) for code in project.codes}
    assert names["identity.patching"] == ("patching", "identity")
    assert [(s.text, [c.code for c in s.codings], s.start) for s in project.selections] == [
        (FORMULA, ["identity", "identity.patching"], None),
        ("I patched it up", ["identity"], None),
        ("😀 Zoë said:", ["other"], None),
        ("Nothing of this lies beside it.", ["other"], None),
    ]
    assert project.losses.lines() == [
        ("content", "where the words stand is not in this table", 4),
        ("tag", "who put a tag there, and when, is not in this table", 5),
    ]


@pytest.mark.parametrize("name", ["document_1.html", "D1.txt"])
def test_documents_beside_give_the_places_of_words_that_stand_once(highlights, name):
    content = EXPORTED if name.endswith("html") else DOCUMENT.replace(" ", "  ")
    (highlights.parent / name).write_text(content, encoding="utf-8")
    table(highlights.parent / "book.csv", [("identity", "Who one is", 1, 1)], CODEBOOK)

    project, [finding] = read(highlights)

    source = project.sources[0]
    if name.endswith("html"):
        assert source.text == DOCUMENT
    placed = [s for s in project.selections if s.start is not None]
    assert [s.text.split() for s in placed] == [FORMULA.split(), ["😀", "Zoë", "said:"]]
    assert all(s.text == source.text[s.start : s.end] for s in placed)
    assert finding.rule == "taguette-not-found"  # it stands there twice
    assert next(c for c in project.codes if c.id == "identity").definition == "Who one is"


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_a_codebook_is_read_with_its_definitions(tmp_path, suffix):
    rows = [("a", "=1+1 is its definition", 2, 1), ("a.b", "", 0, 0)]
    path = table(tmp_path / f"book{suffix}", rows, CODEBOOK)

    project, findings = read(path)

    assert findings == []
    assert [(c.id, c.name, c.parent, c.definition) for c in project.codes] == [
        ("a", "a", "", "=1+1 is its definition"), ("a.b", "b", "a", "")
    ]  # fmt: skip


def test_other_tables_are_not_taken_for_taguettes(tmp_path, highlights):
    study = Path("studies/krishna2024")
    book = Workbook()
    book.active.title = "quotes"
    book.save(tmp_path / "ours.xlsx")

    assert is_taguette_table(highlights)
    assert not any(map(is_taguette_table, [*study.glob("*.csv"), study, tmp_path / "ours.xlsx"]))


@pytest.mark.parametrize(
    "content", [b'id,document,tag,content\r\n1,D,a,"broken', b"PK\x03\x04broken", b""]
)
def test_what_is_broken_is_a_finding(tmp_path, content):
    for suffix in (".csv", ".xlsx"):
        path = tmp_path / f"broken{suffix}"
        path.write_bytes(content)

        project, findings = read(path)

        assert project is None
        assert [f.severity for f in findings] == ["violation"]


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_each_span_of_a_made_up_document_comes_back(tmp_path_factory, data):
    pieces = st.sampled_from(["a", "b.", "é", "e\u0301", "😀", "ع", "<x>", "\u2028", "\x0c"])
    words = data.draw(st.lists(pieces, min_size=3, max_size=20))
    text = " ".join(f"{word}{n}" for n, word in enumerate(words))
    start = data.draw(st.integers(0, len(words) - 1))
    end = data.draw(st.integers(start + 1, len(words)))
    quote = " ".join(f"{w}{n}" for n, w in enumerate(words) if start <= n < end)
    folder = tmp_path_factory.mktemp("made")
    (folder / "D.txt").write_text(text.replace(" ", "\n"), encoding="utf-8")
    path = table(folder / "x.csv", [("1", "D", "t", quote)])

    project, _ = read(path)

    [selection] = project.selections
    whole = text.replace(" ", "\n")
    if selection.start is not None:
        assert whole[selection.start : selection.end].split() == quote.split()
    known = quote.strip().replace(" ", "")  # white space at the ends of a cell says nothing
    assert selection.start is not None or whole.replace("\n", "").count(known) > 1


def test_they_are_loaded_by_the_command(highlights, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PIF_STORE", str(tmp_path / "store"))

    assert main(["load", str(highlights), "--study", "team"]) == 0
    capsys.readouterr()
    assert main(["quotes", "--format", "csv"]) == 0

    assert {row["text"] for row in csv.DictReader(io.StringIO(capsys.readouterr().out))} == {
        text for *_, text in ROWS
    }
