"""QualCoder's projects: folder, zip or database; every span exact, cases with their documents."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.formats.qda.offsets import clean
from kg.formats.qda.qualcoder import read_qualcoder
from kg.formats.qda.studying import study_of
from kg.formats.reporting import Report

DATA = Path(__file__).parent / "data"
SAMPLE = DATA / "pif_residents_data.qda"
SCHEMA = """
CREATE TABLE project (databaseversion text, date text, memo text, about text);
CREATE TABLE source (id integer primary key, name text, fulltext text, mediapath text, memo text,
                     owner text, date text);
CREATE TABLE code_cat (catid integer primary key, name text, owner, date, memo, supercatid integer);
CREATE TABLE code_name (cid integer primary key, name, memo, catid integer, owner, date, color,
                        supercid integer);
CREATE TABLE code_text (ctid integer primary key, cid, fid, seltext, pos0, pos1, owner, date, memo);
CREATE TABLE code_image (imid integer primary key, id, x1, y1, width, height, cid, memo, date,
                         owner, pdf_page);
CREATE TABLE code_av (avid integer primary key, id, pos0, pos1, cid, memo, date, owner);
CREATE TABLE annotation (anid integer primary key, fid, pos0, pos1, memo, owner, date);
CREATE TABLE cases (caseid integer primary key, name, memo, owner, date);
CREATE TABLE case_text (id integer primary key, caseid, fid, pos0, pos1, owner, date, memo);
CREATE TABLE attribute (attrid integer primary key, name, attr_type, value, id, date, owner);
CREATE TABLE attribute_type (name text primary key, caseOrFile, valuetype);
CREATE TABLE journal (jid integer primary key, name, jentry);
INSERT INTO project VALUES ('v12', '2026-01-01', '', 'QualCoder 3.6');
"""


def made(path: Path, **tables: list[tuple[object, ...]]) -> Path:
    """Write a database of QualCoder with these rows, in place of one that is there."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(SCHEMA)
        for table, rows in tables.items():
            for row in rows:
                connection.execute(f"INSERT INTO {table} VALUES ({','.join('?' * len(row))})", row)
        connection.commit()
        path.write_bytes(connection.serialize())
    return path


def read(path: Path):
    report = Report()
    return read_qualcoder(path, report), report.findings()


@pytest.fixture(params=["database", "folder", "zip"])
def sample(request, tmp_path) -> Path:
    """Return the sample in one of the three forms it may come in."""
    if request.param == "database":
        return SAMPLE
    if request.param == "folder":
        folder = tmp_path / "pif.qda"
        folder.mkdir()
        (folder / "data.qda").write_bytes(SAMPLE.read_bytes())
        return folder
    packed = tmp_path / "pif.qda"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(SAMPLE, "pif.qda/data.qda")
        archive.writestr("pif.qda/documents/R1.txt", "x")
    return packed


def test_every_coding_of_the_sample_is_exact(sample):
    truth = json.loads((DATA / "GROUND_TRUTH_codings.json").read_text("utf-8"))

    project, findings = read(sample)

    names = {code.id: code.name for code in project.codes}
    found = {
        (s.source, s.start, s.end, s.text, names[c.code], c.coder, c.memo)
        for s in project.selections
        for c in s.codings
    }
    assert findings == []
    assert found == {
        (str(t["source"]), t["start_cp"], t["end_cp"], t["quote"], t["code"], t["owner"], t["memo"])
        for t in truth
    }


def test_cases_keep_their_documents_and_values_and_codes_their_places():
    project, _ = read(SAMPLE)

    assert [(c.name, c.values, c.sources) for c in project.cases] == [
        ("Resident 1", {"PGY": "1", "Specialty": "Surgery"}, ["1"]),
        ("Resident 2", {"PGY": "3", "Specialty": "Médecine interne"}, ["2"]),
    ]
    assert [s.values for s in project.sources] == [
        {"Interview date": "2025-11-02"}, {"Interview date": "2025-11-09"}
    ]  # fmt: skip
    assert [(c.id, c.name, c.parent, c.codable) for c in project.codes][:4] == [
        ("category-1", "Identity work", "", False),
        ("category-2", "Customization", "category-1", False),
        ("category-3", "Emotion", "", False),
        ("1", "patching", "category-2", True),
    ]
    assert next(c for c in project.codes if c.name == "tears").parent == "4"
    [note] = [s for s in project.selections if not s.codings]
    assert (note.start, note.end, note.memo) == (66, 83, "annotation: timing of identity")


def test_what_is_not_kept_is_counted_by_name():
    project, _ = read(SAMPLE)

    said = {what: number for what, _, number in project.losses.lines()}
    assert (said["journal"], said["code_text.important"], said["code_name.owner"]) == (1, 1, 6)
    assert not any("not known" in why for _, why, _ in project.losses.lines())


def test_pictures_recordings_and_pdf_are_kept_as_what_they_are(tmp_path):
    path = made(
        tmp_path / "data.qda",
        source=[
            (1, "p.png", None, "/images/p.png", "", "", ""),
            (2, "a.mp3", None, "audio:/home/someone/a.mp3", "", "", ""),
            (3, "d.pdf", "words", "/docs/d.pdf", "", "", ""),
        ],
        code_name=[(1, "a", "", None, "", "", "", None)],
        code_image=[(1, 1, 10.4, 20, 30, 40, 1, "m", "2026-01-01 00:00:00", "ana", None),
                    (2, 3, 1, 2, 3, 4, 1, "", "", "ana", 7)],
        code_av=[(1, 2, 1500, 2500, 1, "", "", "ben"), (2, 2, 1500, 2500, 9, "", "", "ben")],
        case_text=[(1, 1, 1, 0, 0, "", "", "")],
        cases=[(1, "C", "", "", "")],
    )  # fmt: skip

    project, findings = read(path)

    assert [(s.medium, s.text) for s in project.sources] == [
        ("picture", None), ("audio", None), ("pdf", "words")
    ]  # fmt: skip
    assert [(r.page, r.box, r.begin, r.end) for r in (s.region for s in project.selections)] == [
        (None, (10, 20, 40, 60), None, None),
        (None, None, 1500, 2500),
        (7, (1, 2, 4, 6), None, None),
    ]
    assert project.cases[0].sources == ["1"]
    assert [f.rule for f in findings] == ["qda-dangling"]
    assert "someone" not in repr(project)
    study = study_of(project, Report(), id="s1")
    assert [(r.document, r.page, r.box, r.begin, r.end) for r in study.regions] == [
        ("p", None, (10, 20, 40, 60), None, None),
        ("a", None, None, 1500, 2500),
        ("d", 7, (1, 2, 4, 6), None, None),
    ]
    assert [c.region for c in study.codings] == [r.id for r in study.regions]
    assert study.quotes == []


PIECES = ["a", "b c", ". ", "é", "e\u0301", "😀", "👩‍⚕️", "\r\n", "\n", "\r\n\r\n", "ع", "\u2028"]


@settings(max_examples=60, deadline=None)
@given(
    text=st.lists(st.sampled_from(PIECES), min_size=1, max_size=25).map("".join),
    bom=st.booleans(),
    unit=st.sampled_from(["code points", "UTF-16 units"]),
    as_one=st.booleans(),
    data=st.data(),
)
def test_spans_are_exact_however_the_program_counted(
    tmp_path_factory, text, bom, unit, as_one, data
):
    plain = clean(text)

    def offset(at: int) -> int:
        # Where the character stands as the program counts: line ends of two characters included.
        before = plain[:at]
        if not as_one:
            place, seen = 0, 0
            while seen < at:
                step = 2 if text.startswith("\r\n", place) else 1
                place, seen = place + step, seen + 1
            before = text[:place]
        return len(before) if unit == "code points" else len(before.encode("utf-16-le")) // 2

    spans = sorted(
        {
            (a, b)
            for a, b in data.draw(
                st.lists(
                    st.tuples(st.integers(0, len(plain)), st.integers(0, len(plain))), max_size=5
                )
            )
            if a < b
        }
        | {(0, len(plain))}
    )
    rows = [
        (n, 1, 1, plain[a:b], offset(a) + bom, offset(b) + bom, "ana", "", "")
        for n, (a, b) in enumerate(spans, 1)
    ]
    path = made(
        tmp_path_factory.getbasetemp() / "data.qda",
        source=[(1, "D", ("\ufeff" if bom else "") + text, None, "", "", "")],
        code_name=[(1, "a", "", None, "", "", "", None)],
        code_text=rows,
    )

    project, _ = read(path)

    assert project.sources[0].text == plain
    assert project.sources[0].convention.score == 1
    found = [(s.start, s.end, s.text) for s in project.selections]
    assert [words for *_, words in found] == [plain[a:b] for a, b in spans]
    assert found == [(a, b, plain[a:b]) for a, b in spans] or not project.sources[0].convention.same


def test_a_reading_that_could_be_another_is_said(tmp_path):
    path = made(
        tmp_path / "data.qda",
        source=[(1, "D", "😀aa", None, "", "", "")],
        code_name=[(1, "a", "", None, "", "", "", None)],
        code_text=[(1, 1, 1, "a", 2, 3, "", "", "")],
    )

    project, [finding] = read(path)

    assert (finding.rule, project.sources[0].convention.rivals) == (
        "qda-offsets-unsure",
        ("UTF-16 units, line ends as they stand",),
    )


def test_codes_below_themselves_and_things_that_are_not_there_do_no_harm(tmp_path):
    path = made(
        tmp_path / "data.qda",
        source=[(1, "D", "words here", None, "", "", "")],
        code_cat=[(1, "A", "", "", "", 2), (2, "B", "", "", "", 1)],
        code_name=[(1, "a", "", 1, "", "", "", 1), (2, "b", "", 99, "", "", "", 98)],
        code_text=[(1, 7, 1, "words", 0, 5, "", "", ""), (2, 1, 8, "words", 0, 5, "", "", ""),
                   (3, 1, 1, b"words", "0", 5.0, None, None, None)],
        attribute=[(1, "x", "case", "y", 5, "", "")],
    )  # fmt: skip

    project, findings = read(path)

    assert [f.rule for f in findings] == ["qda-circle"] * 2 + ["qda-dangling"] * 3
    assert [(s.text, [c.code for c in s.codings]) for s in project.selections] == [("words", ["1"])]
    seen: set[str] = set()
    for code in project.codes:
        assert code.parent in seen | {""}
        seen.add(code.id)


def test_an_older_version_is_read_and_what_it_has_not_is_said(tmp_path):
    path = tmp_path / "data.qda"
    with sqlite3.connect(path) as connection:
        connection.executescript(
            "CREATE TABLE project (databaseversion, date, memo, about);"
            "CREATE TABLE source (id integer primary key, name, fulltext, mediapath, memo, owner,"
            " date);"
            "CREATE TABLE code_name (cid integer primary key, name, memo, catid, owner, date,"
            " color);"
            "CREATE TABLE code_text (cid, fid, seltext, pos0, pos1, owner, date, memo);"
            "INSERT INTO source VALUES (1, 'D', 'one two', NULL, '', '', '');"
            "INSERT INTO code_name VALUES (1, 'a', '', NULL, '', '', '');"
            "INSERT INTO code_text VALUES (1, 1, 'two', 4, 7, 'ana', '', '');"
        )
    connection.close()

    project, findings = read(path)

    assert [s.text for s in project.selections] == ["two"]
    assert {f.rule for f in findings} == {"qda-other-version"}
    assert any("no supercid" in f.message for f in findings)


@pytest.mark.parametrize(
    ("names", "rule"),
    [([], "qualcoder-no-database"), (["a/data.qda", "b/data.qda"], "qualcoder-no-database")],
)
def test_a_zip_without_one_project_is_refused(tmp_path, names, rule):
    packed = tmp_path / "p.qda"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("readme.txt", "")
        for name in names:
            archive.writestr(name, SAMPLE.read_bytes())

    project, [finding] = read(packed)

    assert (project, finding.rule, finding.severity) == (None, rule, "violation")
