"""A workbook says what a person sees in it, or says why it cannot be read."""

from __future__ import annotations

import datetime
import io
import json
import re
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook as Book
from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from study_tables import rows_of

import kg.formats.archive
from kg.errors import UsageError
from kg.formats import keys
from kg.formats.reporting import Report
from kg.formats.sheets import REFERENCES, as_csl
from kg.formats.structured import read_yaml
from kg.formats.tables import TABLES
from kg.formats.workbook import Workbook
from kg.formats.workbook_writing import CELL_MOST, Line, reference_row, write_workbook
from kg.resources import folder

HEADER = ["id", "document", "text", "note"]


def book(*rows, header=HEADER, sheet="quotes") -> Book:
    made = Book()
    made.active.title = sheet
    for row in (header, *rows):
        made.active.append(row)
    return made


def read(path: Path, sheet: str = "quotes"):
    """Return the rows of a sheet and the findings."""
    report = Report()
    with Workbook(path, report) as opened:
        rows = {name: list(table.rows) for name, table in opened.sheets.items()}
    return rows.get(sheet), report.findings()


@pytest.fixture
def path(tmp_path) -> Path:
    return tmp_path / "study.xlsx"


def repack(path: Path, change) -> None:
    """Write a workbook again with each part changed: name, content → content, or None."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            if (changed := change(name, content)) is not None:
                archive.writestr(name, changed)


def in_sheet(old: bytes, new: bytes):
    def change(name: str, content: bytes) -> bytes:
        if name != "xl/worksheets/sheet1.xml":
            return content
        # Beside lxml, openpyxl writes what is empty in another way.
        content = content.replace(b"<v></v>", b"<v />").replace(b"<v/>", b"<v />")
        assert old in content
        return content.replace(old, new)

    return change


INLINE = re.compile(rb't="inlineStr"><is>(.*?)</is>', re.DOTALL)
SHARED = (
    b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-'
    b'officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
)


def share_strings(path: Path) -> None:
    """Write a workbook's texts the way Excel does: in a part of their own, by number."""
    texts: list[bytes] = []

    def change(name: str, content: bytes) -> bytes:
        def number(match: re.Match[bytes]) -> bytes:
            texts.append(match[1])
            return b't="s"><v>%d</v>' % (len(texts) - 1)

        return INLINE.sub(number, content).replace(b"</Types>", SHARED)

    repack(path, change)
    with zipfile.ZipFile(path, "a") as archive:
        items = b"".join(b"<si>%s</si>" % text for text in texts)
        archive.writestr(
            "xl/sharedStrings.xml",
            b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">%s</sst>'
            % items,
        )


# Values


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("plain", "plain"),
        ("  spaces stay  ", "  spaces stay  "),
        ("two\nlines", "two\nlines"),
        ("“ȧ” — 她 🙂", "“ȧ” — 她 🙂"),
        (3, "3"),
        (3.0, "3"),
        (0.1 + 0.2, "0.3"),
        (1.5, "1.5"),
        (True, "true"),
        (False, "false"),
        (datetime.date(2024, 3, 21), "2024-03-21"),
        (datetime.datetime(2024, 3, 21), "2024-03-21"),
        (datetime.datetime(2024, 3, 21, 14, 30), "2024-03-21T14:30:00"),
        (CellRichText("half ", TextBlock(InlineFont(b=True), "bold")), "half bold"),
    ],
)
def test_value_is_what_a_person_sees(path, value, text):
    book(["Q1", "D1", value]).save(path)

    rows, findings = read(path)

    assert findings == []
    assert rows == [(2, {"id": "Q1", "document": "D1", "text": text, "note": ""})]


def test_text_in_a_part_of_its_own_is_found_with_its_runs_and_without_its_reading_aid(path):
    book(["Q1", "D1", CellRichText("half ", TextBlock(InlineFont(b=True), "AID"))]).save(path)
    repack(path, in_sheet(b"<t>AID</t></r>", b"<t>bold</t></r><rPh sb='0' eb='1'><t>AID</t></rPh>"))
    share_strings(path)

    rows, findings = read(path)

    assert (rows[0][1]["text"], rows[0][1]["id"], findings) == ("half bold", "Q1", [])


def test_carriage_returns_of_pasted_text_are_line_ends(path):
    book(["Q1", "D1", "one_x000D_\ntwo_x000D_three"]).save(path)

    [(_, row)], _ = read(path)

    assert row["text"] == "one\ntwo\nthree"


def test_number_in_an_id_column_has_no_decimal_point(path):
    book([7.0, 12, "x"]).save(path)

    [(_, row)], findings = read(path)

    assert (row["id"], row["document"], findings) == ("7", "12", [])


def test_date_in_an_id_column_is_reported_where_it_is(path):
    book([datetime.date(2024, 2, 1), "D1", "x"]).save(path)

    _, [finding] = read(path)

    assert finding.rule == "date-for-id"
    assert str(finding.place) == "study.xlsx, sheet quotes, row 2, column id"
    assert "Format the column as Text" in finding.remedy


def test_formula_has_the_value_last_computed(path):
    book(["Q1", "D1", "=1+1"]).save(path)
    repack(path, in_sheet(b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>"))

    [(_, row)], findings = read(path)

    assert (row["text"], findings) == ("2", [])


def test_formula_that_gives_an_empty_text_is_an_empty_cell(path):
    book(["Q1", "D1", "x", '=""']).save(path)
    repack(
        path,
        in_sheet(b'<c r="D2"><f>""</f><v />', b'<c r="D2" t="str"><f>""</f><v />'),
    )

    [(_, row)], findings = read(path)

    assert (row["note"], findings) == ("", [])


def test_formula_without_a_value_is_reported_where_it_is(path):
    book(["Q1", "D1", "=A2&B2"], ["=A2", None, None]).save(path)

    rows, findings = read(path)

    assert [str(f.place) for f in findings] == [
        "study.xlsx, sheet quotes, row 2, column text",
        "study.xlsx, sheet quotes, row 3, column id",
    ]
    assert "whose value was not saved" in findings[0].message
    assert [number for number, _ in rows] == [2]


@pytest.mark.parametrize("error", ["#REF!", "#N/A", "#DIV/0!", "#VALUE!"])
def test_error_cell_is_reported_where_it_is(path, error):
    made = book(["Q1", "D1", None])
    made.active["C2"].value = error
    made.active["C2"].data_type = "e"
    made.save(path)

    _, [finding] = read(path)

    assert (finding.rule, finding.place.row, finding.place.column) == ("error-cell", 2, "text")
    assert error in finding.message


def test_hidden_rows_columns_and_sheets_are_read(path):
    made = book(["Q1", "D1", "x", "n"])
    made.create_sheet("codings").append(["quote", "code"])
    made.active.row_dimensions[2].hidden = True
    made.active.column_dimensions["D"].hidden = True
    made.active.sheet_state = "hidden"
    made.active = 1
    made.save(path)

    rows, findings = read(path)

    assert rows == [(2, {"id": "Q1", "document": "D1", "text": "x", "note": "n"})]
    assert findings == []


# Shape of a sheet


def test_empty_rows_and_columns_are_passed_over_and_rows_keep_their_numbers(path):
    made = book(["Q1", "D1", "x"], [], ["  ", None, ""], ["Q2", "D1", "y"])
    made.active["H1"] = " "
    made.active["H9"] = None
    made.save(path)

    rows, findings = read(path)

    assert [(number, row["id"]) for number, row in rows] == [(2, "Q1"), (5, "Q2")]
    assert findings == []


def test_header_may_stand_below_empty_rows(path):
    made = Book()
    made.active.title = "quotes"
    for column, (name, value) in enumerate([("id", "Q1"), ("document", "D1")], 1):
        made.active.cell(4, column, name)
        made.active.cell(6, column, value)
    made.save(path)

    assert read(path) == ([(6, {"id": "Q1", "document": "D1"})], [])


def test_sheet_that_claims_every_row_and_column_is_read_quickly(path):
    made = book(["Q1", "D1", "x"])
    made.active.cell(1_048_576, 16_384).value = " "
    made.save(path)
    start = time.process_time()

    rows, findings = read(path)

    assert ([number for number, _ in rows], findings) == ([2], [])
    assert time.process_time() - start < 5


def test_false_dimensions_hide_nothing(path):
    book(["Q1", "D1", "x", "n"], ["Q2", "D1", "y", "n"]).save(path)
    repack(path, in_sheet(b'<dimension ref="A1:D3"', b'<dimension ref="A1:A1"'))

    rows, _ = read(path)

    assert [row["note"] for _, row in rows] == ["n", "n"]


@pytest.mark.parametrize(
    ("header", "rule", "said"),
    [
        (["id", "id", "text"], "duplicate-column", "Two columns are called 'id'"),
        (["id", None, "text"], "unnamed-column", "Column B has no name"),
        ([f"c{n}" for n in range(501)], "too-many-columns", "501 columns"),
    ],
)
def test_header_that_cannot_be_used_is_reported(path, header, rule, said):
    book(["Q1", "D1", "x"], header=header).save(path)

    rows, [finding] = read(path)

    assert (rows, finding.rule, finding.place.row) == (None, rule, 1)
    assert said in finding.message


def test_value_beside_the_table_is_reported(path):
    book(["Q1", "D1", "x", "", "stray"]).save(path)

    _, [finding] = read(path)

    assert finding.message == "Column E holds 'stray' but has no name."


def test_cell_beyond_the_limit_is_reported(path):
    book(["Q1", "D1", "HERE"]).save(path)
    big = b"x" * (kg.formats.cells.CELL_LIMIT + 1)
    repack(path, lambda name, content: content.replace(b"HERE", big))

    [(_, row)], [finding] = read(path)

    assert (row["text"], finding.rule, finding.place.column) == ("", "cell-too-large", "text")


def test_sheet_names_may_differ_in_case_and_spaces(path):
    book(["Q1", "D1", "x"], sheet=" Quotes ").save(path)

    rows, findings = read(path)

    assert (len(rows), findings) == (1, [])


def test_unknown_sheet_is_named_with_the_one_meant(path):
    made = book(["Q1", "D1", "x"])
    made.create_sheet("quote")
    made.create_sheet("read me")
    made.save(path)

    _, [finding] = read(path)

    assert (finding.severity, finding.rule) == ("warning", "unknown-sheet")
    assert "'quotes'" in finding.remedy


def test_two_sheets_of_one_name_are_reported(path):
    made = book(["Q1", "D1", "x"])
    made.create_sheet("quotes ")
    made.save(path)

    _, findings = read(path)

    assert [f.rule for f in findings] == ["duplicate-sheet"]


# Files that are not what they seem


def spoil(path: Path, content: bytes) -> None:
    path.write_bytes(content)


HOSTILE = {
    "empty": lambda path: spoil(path, b""),
    "text": lambda path: spoil(path, b"id,document,text\n"),
    "cut short": lambda path: spoil(path, path.read_bytes()[:-400]),
    "old format or password": lambda path: spoil(
        path, bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600
    ),
    "another zip": lambda path: repack(path, lambda n, c: c if n == "xl/styles.xml" else None),
    "broken sheet": lambda path: repack(path, in_sheet(b"</row>", b"</rom>")),
    "broken strings": lambda path: repack(
        path, lambda n, c: c[:-20] if n == "xl/sharedStrings.xml" else c
    ),
    "no such string": lambda path: repack(path, in_sheet(b"<v>4</v>", b"<v>4000</v>")),
    "no such part": lambda path: repack(
        path, lambda n, c: None if n == "xl/sharedStrings.xml" else c
    ),
    "not a number": lambda path: repack(path, in_sheet(b' t="s"><v>4</v>', b' t="n"><v>many</v>')),
    "far column": lambda path: repack(path, in_sheet(b'r="A2"', b'r="ZZZZZZ2"')),
    "far row": lambda path: repack(path, in_sheet(b'<row r="2"', b'<row r="many"')),
    "doctype": lambda path: repack(
        path,
        lambda n, c: (
            c.replace(b"<worksheet", b'<!DOCTYPE w [<!ENTITY a "aaaa">]><worksheet', 1)
            if n.endswith("sheet1.xml")
            else c
        ),
    ),
    "doctype in UTF-16": lambda path: repack(
        path,
        lambda n, c: (
            '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE w><w/>'.encode("utf-16")
            if n.endswith("sheet1.xml")
            else c
        ),
    ),
    "doctype outside XML names": lambda path: repack(
        path,
        lambda n, c: (
            c.replace(b"/xl/workbook.xml", b"/xl/media/image1.png") if "Content" in n else c
        ),
    ),
    "strict": lambda path: repack(
        path,
        lambda n, c: c.replace(
            b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        ),
    ),
}
SAYS = {
    "empty": "The file is empty.",
    "text": "The file cannot be opened",
    "cut short": "The file cannot be opened",
    "old format or password": "protected with a password",
    "doctype": "declares a document type",
    "doctype in UTF-16": "is not in UTF-8",
    "strict": "Strict Open XML",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_file_that_is_no_sound_workbook_is_refused_with_a_remedy(path, name):
    book(["Q1", "D1", "x"]).save(path)
    share_strings(path)
    HOSTILE[name](path)

    _, findings = read(path)

    assert [f.severity for f in findings] == ["violation"] * max(1, len(findings))
    assert SAYS.get(name, "cannot be read as part of a workbook") in findings[0].message
    assert all(f.place.file.startswith("study.xlsx") and f.remedy for f in findings)


@pytest.mark.parametrize("part", ["../outside.xml", "/etc/passwd", "xl\\..\\..\\x", "C:/x"])
def test_archive_that_points_outside_itself_is_refused(path, part):
    book().save(path)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(part, "x")

    _, [finding] = read(path)

    assert finding.rule == "archive-path"


def test_archive_that_unpacks_beyond_reason_is_refused_before_it_is_unpacked(path):
    book().save(path)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/bomb.xml", b"\0" * 50_000_000)
    start = time.process_time()

    _, [finding] = read(path)

    assert finding.rule == "archive-too-large"
    assert "200 times its size" in finding.message
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    ("limit", "most"), [("MAX_FILE", 100), ("MAX_ENTRIES", 3), ("MAX_ENTRY", 100), ("MAX_TOTAL", 1)]
)
def test_archive_beyond_a_limit_is_refused(path, monkeypatch, limit, most):
    book().save(path)
    monkeypatch.setattr(kg.formats.archive, limit, most)

    _, [finding] = read(path)

    assert finding.rule == "archive-too-large"


def test_encrypted_zip_is_refused(path):
    book(["Q1", "D1", "x"]).save(path)
    content = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        for match in re.finditer(re.escape(signature), bytes(content)):
            content[match.start() + offset] |= 1
    path.write_bytes(content)

    _, [finding] = read(path)

    assert finding.rule == "archive-protected"


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(at=st.integers(0, 10_000), bits=st.integers(1, 255), part=st.integers(0, 20))
def test_any_damage_is_a_finding_and_never_an_exception(tmp_path, at, bits, part):
    path = tmp_path / "study.xlsx"
    book(["Q1", "D1", "=A1", 3.5], ["Q2", "D1", "y", True]).save(path)
    share_strings(path)

    def damage(name: str, content: bytes) -> bytes:
        names = ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml",
                 "xl/styles.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels"]  # fmt: skip
        if name != names[part % len(names)]:
            return content
        spoiled = bytearray(content)
        spoiled[at % len(content)] ^= bits
        return bytes(spoiled)

    repack(path, damage)

    rows, findings = read(path)

    assert rows is not None or findings is not None


# The sheet study


def study_of(path: Path, *rows: tuple[str, object]):
    made = book(*rows, header=["key", "value"], sheet="study")
    made.save(path)
    report = Report()
    with Workbook(path, report) as opened:
        return opened.study, report.findings()


def test_study_sheet_says_what_study_yaml_says(path):
    study, findings = study_of(
        path,
        ("id", "s1"),
        ("publication.title", "On peers"),
        ("publication.author", "Lave, J; Wenger, E"),
        ("publication.issued", 1991),
        ("programme.host.label", "Hospital"),
        ("contacts", "a"),
        ("contacts", "b"),
        ("methods.1.id", "m1"),
        ("methods.2.id", "m2"),
        ("publish.k", 3),
        ("attribution", None),
    )

    yaml = read_yaml(
        "id: s1\n"
        "publication: {title: On peers, author: [{family: Lave, given: J}, "
        "{family: Wenger, given: E}], issued: {date-parts: [[1991]]}}\n"
        "programme: {host: {label: Hospital}}\n"
        "contacts: [a, b]\nmethods: [{id: m1}, {id: m2}]\npublish: {k: 3}\n",
        "study.yaml",
        Report(),
    )
    assert findings == []
    assert study.values == yaml.values
    assert str(study.place("methods", 1, "id")) == "study.xlsx, sheet study, row 10, column id"


@pytest.mark.parametrize("key", ["a..b", ".a", "a.", "x" * 101, ".".join("abcdefghij")])
def test_key_that_is_none_is_reported(path, key):
    study, [finding] = study_of(path, (key, "x"))

    assert (study.values, finding.rule, finding.place.row) == ({}, "broken-key", 2)


@pytest.mark.parametrize("rows", [("a", "a.b"), ("a.b", "a")])
def test_key_cannot_be_a_value_and_hold_values(path, rows):
    _, [finding] = study_of(path, *[(key, "x") for key in rows])

    assert (finding.rule, finding.place.row) == ("broken-key", 3)


def test_study_sheet_without_its_columns_is_reported(path):
    book(["id", "s1"], header=["Key", "Wert"], sheet="study").save(path)
    report = Report()
    with Workbook(path, report):
        pass

    assert [f.rule for f in report.findings()] == ["missing-column", "missing-column"]


SCALARS = st.text(st.characters(codec="ascii", categories=("L", "N")), min_size=1, max_size=5)
NAMES = st.text("abcdef-", min_size=1, max_size=4)
NESTED = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3)
        | st.dictionaries(NAMES, inner, min_size=1, max_size=3)
    ),
    max_leaves=8,
)


@given(st.dictionaries(NAMES, NESTED, max_size=4))
def test_what_is_flattened_nests_again(value):
    rows = [(n, key, written) for n, (key, written) in enumerate(keys.flatten(value))]

    if all(key.count(".") < keys.MAX_DEPTH for _, key, _ in rows):
        assert keys.nest(rows).values == value


# Writing


BUNDLED = folder("studies") / "krishna2024"


def test_what_is_written_is_read_again(path):
    written = rows_of(BUNDLED)

    write_workbook(path, rows=written)

    for table in TABLES:
        rows, findings = read(path, table.name)
        assert findings == []
        assert [row for _, row in rows] == [
            {**{c.name: "" for c in table.columns}, **row} for row in written[table.name]
        ]


def test_references_that_are_written_are_read_again(path):
    works = json.loads((BUNDLED / "references.json").read_text(encoding="utf-8"))

    write_workbook(path, rows={"references": [reference_row(work) for work in works]})
    report = Report()
    with Workbook(path, report) as opened:
        again = opened.references

    assert report.findings() == []
    assert [work["author"] for _, work in again if "author" in work] == [
        work["author"] for work in works if "author" in work
    ]
    assert [str(work.get("title")) for _, work in again] == [str(w.get("title")) for w in works]


def test_same_content_gives_the_same_bytes(path, tmp_path):
    write_workbook(path, study=[Line("id", "s1")], rows=rows_of(BUNDLED))
    other = tmp_path / "other.xlsx"
    time.sleep(1.1)
    write_workbook(other, study=[Line("id", "s1")], rows=rows_of(BUNDLED))

    assert path.read_bytes() == other.read_bytes()


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "=cmd|' /C calc'!A0"])
def test_text_that_looks_like_a_formula_is_written_as_text(path, start):
    write_workbook(path, rows={"quotes": [{"id": "Q1", "document": "D", "text": start}]})

    cell = load_workbook(path)["quotes"]["C2"]
    [(_, row)], _ = read(path)
    assert (cell.data_type, cell.quotePrefix, row["text"]) == ("s", True, start)


def test_text_longer_than_a_cell_is_refused(path):
    row = {"id": "Q1", "document": "D", "text": "x" * (CELL_MOST + 1)}

    with pytest.raises(UsageError, match="32,767"):
        write_workbook(path, rows={"quotes": [row]})

    assert not path.exists()


def test_control_character_is_refused(path):
    with pytest.raises(UsageError, match="control character"):
        write_workbook(path, rows={"quotes": [{"id": "Q1", "text": "a\x07"}]})


@pytest.mark.parametrize("table", [*TABLES, REFERENCES], ids=lambda table: table.name)
def test_sheet_explains_each_column(path, table):
    write_workbook(path)

    sheet = load_workbook(path)[table.name]
    heads = list(sheet[1])
    assert [head.value for head in heads] == [column.name for column in table.columns]
    assert [head.font.b for head in heads] == [column.required for column in table.columns]
    assert all(
        column.about in head.comment.text for head, column in zip(heads, table.columns, strict=True)
    )
    assert sheet.freeze_panes == "B2"


def test_column_of_ids_is_text_so_that_no_id_becomes_a_date(path):
    write_workbook(path)

    sheet = load_workbook(path)["quotes"]
    assert sheet.column_dimensions["A"].number_format == "@"


def test_closed_values_are_offered_and_held_to(path):
    write_workbook(path)

    rules = load_workbook(path)["participants"].data_validations.dataValidation
    role = next(r for r in rules if "B2" in str(r.sqref))
    status = next(r for r in rules if "E2" in str(r.sqref))
    assert '"mentee,peer-mentor,' in role.formula1
    assert (role.showErrorMessage, status.showErrorMessage) == (True, False)


@pytest.mark.parametrize(
    ("work", "csl"),
    [
        ({"issued": "2024-09-15"}, {"issued": {"date-parts": [["2024", "9", "15"]]}}),
        ({"issued": 2024}, {"issued": {"date-parts": [["2024"]]}}),
        ({"issued": "in press"}, {"issued": {"raw": "in press"}}),
        ({"author": "WHO"}, {"author": [{"literal": "WHO"}]}),
        ({"author": ["Lave, J", "Wenger, E"]},
         {"author": [{"family": "Lave", "given": "J"}, {"family": "Wenger", "given": "E"}]}),
    ],
)  # fmt: skip
def test_reference_is_taken_apart(work, csl):
    assert as_csl(work) == csl


def test_large_workbook_is_read_in_seconds(path):
    rows = [{"id": f"Q{n}", "document": "D", "text": f"words {n} " * 30} for n in range(5000)]
    write_workbook(path, rows={"quotes": rows})
    start = time.process_time()

    read_again, _ = read(path)

    assert len(read_again) == 5000
    assert time.process_time() - start < 10


def test_macros_and_links_are_left_alone(path):
    book(["Q1", "D1", "x"]).save(path)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", io.BytesIO(bytes(range(256))).read())
        archive.writestr("xl/externalLinks/externalLink1.xml", "<externalLink/>")

    rows, findings = read(path)

    assert (len(rows), findings) == (1, [])
