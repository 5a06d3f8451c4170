"""RQDA's projects. No file of RQDA may be passed on: tables are as its ``ProjectFun.R`` makes."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from kg.formats.qda.offsets import clean
from kg.formats.qda.rqda import read_rqda
from kg.formats.qda.studying import study_of
from kg.formats.reporting import Report

# The columns of RQDA 0.2-2 after all of its upgrades, in the order that it makes them.
TABLES = {
    "source": "name text, id integer, file text, memo text, owner text, date text, dateM text,"
    " status integer",
    "freecode": "name text, memo text, owner text, date text, dateM text, id integer,"
    " status integer, color text",
    "treecode": "cid integer, catid integer, date text, dateM text, memo text, status integer,"
    " owner text",
    "treefile": "fid integer, catid integer, date text, dateM text, memo text, status integer,"
    " owner text",
    "filecat": "name text, fid integer, catid integer, owner text, date text, dateM text,"
    " memo text, status integer",
    "codecat": "name text, cid integer, catid integer, owner text, date text, dateM text,"
    " memo text, status integer",
    "coding": "cid integer, fid integer, seltext text, selfirst real, selend real, status integer,"
    " owner text, date text, memo text",
    "coding2": "cid integer, fid integer, seltext text, selfirst real, selend real,"
    " status integer, owner text, date text, memo text",
    "project": "databaseversion text, date text, dateM text, memo text, about text, imageDir text",
    "cases": "name text, memo text, owner text, date text, dateM text, id integer, status integer",
    "caselinkage": "caseid integer, fid integer, selfirst real, selend real, status integer,"
    " owner text, date text, memo text",
    "attributes": "name text, status integer, date text, dateM text, owner text, memo text,"
    " class text",
    "caseAttr": "variable text, value text, caseID integer, date text, dateM text, owner text,"
    " status integer",
    "fileAttr": "variable text, value text, fileID integer, date text, dateM text, owner text,"
    " status integer",
    "journal": "name text, journal text, date text, dateM text, owner text, status integer",
    "annotation": "fid integer, position integer, annotation text, owner text, date text,"
    " dateM text, status integer",
    "image": "name text, id integer, date text, dateM text, owner text, status integer",
    "imageCoding": "cid integer, iid integer, x1 integer, y1 integer, x2 integer, y2 integer,"
    " memo text, date text, dateM text, owner text, status integer",
}
WHEN = "Tue Mar  3 10:11:12 2009"
TEXT = "I patched it — then 😀 I cried.\nNow I am whole."


def made(path: Path, *, without: tuple[str, ...] = (), **rows: list[dict[str, object]]) -> Path:
    """Write a database of RQDA with these rows; ``without`` names tables that it has not yet."""
    with closing(sqlite3.connect(":memory:")) as connection:
        for table, columns in TABLES.items():
            if table not in without:
                connection.execute(f"CREATE TABLE {table} ({columns})")
        for table, each in rows.items():
            for row in each:
                told = {"status": 1, "owner": "ana", "date": WHEN} | row
                if table == "project":
                    told.pop("status"), told.pop("owner")
                connection.execute(
                    f"INSERT INTO {table} ({','.join(told)}) VALUES ({','.join('?' * len(told))})",
                    list(told.values()),
                )
        connection.commit()
        path.write_bytes(connection.serialize())
    return path


def read(path: Path):
    report = Report()
    return read_rqda(path, report), report.findings()


def coded(words: str, **more: object) -> dict[str, object]:
    start = TEXT.index(words)
    return {"cid": 1, "fid": 1, "seltext": words, "selfirst": float(start),
            "selend": float(start + len(words)), **more}  # fmt: skip


PARTS = {
    "project": [{"memo": "about it"}],
    "source": [{"name": "T1", "id": 1, "file": TEXT, "memo": "m"},
               {"name": "gone", "id": 2, "file": "x", "status": 0}],
    "freecode": [{"name": "patching", "id": 1, "memo": "what it is", "color": "red"},
                 {"name": "old", "id": 2, "status": 0}, {"name": "free", "id": 3}],
    "codecat": [{"name": "Identity", "catid": 1}, {"name": "Other", "catid": 2},
                {"name": "Gone", "catid": 3, "status": 0}],
    "treecode": [{"cid": 1, "catid": 1}, {"cid": 1, "catid": 2}, {"cid": 3, "catid": 3}],
    "filecat": [{"name": "Interviews", "catid": 1}],
    "treefile": [{"fid": 1, "catid": 1}],
    "coding": [coded("patched it"), coded("I cried.", memo="why"), coded("whole", status=0),
               coded("whole", cid=2), coded("whole", fid=2), coded("Now", cid=3, owner="ben")],
    "coding2": [coded("I cried.", owner="ben")],
    "cases": [{"name": "P1", "id": 1, "memo": "c"}, {"name": "P2", "id": 2, "status": 0}],
    "caselinkage": [{"caseid": 1, "fid": 1, "selfirst": 0.0, "selend": float(len(TEXT))},
                    {"caseid": 1, "fid": 1, "selfirst": 2.0, "selend": 9.0},
                    {"caseid": 1, "fid": 1, "selfirst": 0.0, "selend": 2.0, "status": 0}],
    "caseAttr": [{"variable": "Age", "value": "31", "caseID": 1},
                 {"variable": "Sex", "value": "NA", "caseID": 1},
                 {"variable": "Old", "value": "y", "caseID": 1, "status": 0}],
    "fileAttr": [{"variable": "Year", "value": "2009", "fileID": 1}],
    "annotation": [{"fid": 1, "position": 3, "annotation": "look here"}],
    "journal": [{"name": "j", "journal": "secret"}],
    "image": [{"name": "p.png", "id": 1}],
    "imageCoding": [{"cid": 1, "iid": 1, "x1": 1, "y1": 2, "x2": 3, "y2": 4}],
}  # fmt: skip


def test_a_whole_project_is_read(tmp_path):
    project, findings = read(made(tmp_path / "p.rqda", **PARTS))

    assert [(c.id, c.name, c.parent, c.codable) for c in project.codes] == [
        ("category-1", "Identity", "", False), ("category-2", "Other", "", False),
        ("1", "patching", "category-1", True), ("3", "free", "", True),
    ]  # fmt: skip
    source = project.sources[0]
    assert (source.text, source.values, source.groups) == (TEXT, {"Year": "2009"}, ["Interviews"])
    assert source.moment == "2009-03-03T10:11:12"
    [case] = project.cases
    assert (case.name, case.values, case.sources) == ("P1", {"Age": "31"}, ["1"])
    [part] = [s for s in project.selections if s.id in case.selections]
    assert part.text == "patched"
    assert {
        (s.text, c.code, c.coder, c.memo) for s in project.selections for c in s.codings if s.text
    } == {
        ("patched it", "1", "ana", ""), ("I cried.", "1", "ana", "why"),
        ("I cried.", "1", "ben", ""), ("Now", "3", "ben", ""),
    }  # fmt: skip
    [note] = [s for s in project.selections if s.memo == "look here"]
    assert (note.start, note.end, note.codings) == (3, 3, [])
    [box] = [s.region.box for s in project.selections if s.region]
    assert box == (1, 2, 3, 4)
    assert [r.box for r in study_of(project, Report(), id="s1").regions] == [box]
    assert {f.rule for f in findings} == {"qda-dangling"}


def test_what_was_deleted_never_comes_back_and_is_counted(tmp_path):
    project, _ = read(made(tmp_path / "p.rqda", **PARTS))

    assert "whole" not in {s.text for s in project.selections}
    assert {"gone", "old", "P2", "Gone", "Old"}.isdisjoint(
        [*(s.name for s in project.sources), *(c.name for c in project.codes),
         *(c.name for c in project.cases), *project.cases[0].values]
    )  # fmt: skip
    said = {what: n for what, why, n in project.losses.lines() if why.startswith("deleted")}
    assert said == {
        "source": 1, "freecode": 1, "codecat": 1, "coding": 1, "cases": 1, "caselinkage": 1,
        "caseAttr": 1,
    }  # fmt: skip
    assert ("journal", "research journals are not kept", 1) in project.losses.lines()
    assert not any("not known" in why for _, why, _ in project.losses.lines())


def test_a_file_of_an_early_version_is_read(tmp_path):
    later = ("coding2", "annotation", "image", "imageCoding")
    project, findings = read(
        made(tmp_path / "p.rqda", without=later, source=PARTS["source"], coding=[coded("whole")],
             freecode=PARTS["freecode"])
    )  # fmt: skip

    assert [s.text for s in project.selections] == ["whole"]
    assert findings == []


def test_texts_of_old_encodings_are_read_and_said(tmp_path):
    path = made(tmp_path / "p.rqda", source=PARTS["source"], freecode=PARTS["freecode"],
                coding=[coded("whole")])  # fmt: skip
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE source SET file = CAST(x'436166e9206e6f6972' AS TEXT)")
        connection.execute(
            "UPDATE coding SET selfirst=0, selend=4, seltext=CAST(x'436166e9' AS TEXT)"
        )
        connection.commit()

    project, [finding] = read(path)

    assert [s.text for s in project.selections] == ["Café"]
    assert finding.rule == "qda-encoding"


@settings(max_examples=40, deadline=None)
@given(
    text=st.lists(
        st.sampled_from(["a", " b", "é", "e\u0301", "😀", "\r\n", "\n", "'", "ع", "👩\u200d⚕️"]),
        min_size=1, max_size=30,
    ).map("".join),
    data=st.data(),
)  # fmt: skip
def test_made_up_codings_come_back_exact(tmp_path_factory, text, data):
    rows, wanted = [], set()
    for _ in range(data.draw(st.integers(0, 6))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, len(text)))
        words = text[start:end]
        if "\r" in (text[end - 1 : end], text[start - 1 : start]):
            continue  # nobody can mark half of a line end
        rows.append({"cid": 1, "fid": 1, "seltext": words, "selfirst": start, "selend": end})
        if words:
            wanted.add((len(clean(text[:start])), clean(words)))
    path = made(
        tmp_path_factory.getbasetemp() / "made.rqda", coding=rows,
        source=[{"name": "T", "id": 1, "file": text}], freecode=[{"name": "a", "id": 1}],
    )  # fmt: skip

    project, findings = read(path)

    assert {f.rule for f in findings} <= {"qda-empty"}
    assert project.sources[0].text == clean(text)
    assert {(s.start, s.text) for s in project.selections} == wanted
    assert all(s.text == clean(text)[s.start : s.end] for s in project.selections)
