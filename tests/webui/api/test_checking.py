"""``/api/validate`` says what is wrong with a study, and keeps nothing of it."""

import io
import tempfile
import zipfile
from contextlib import ExitStack
from pathlib import Path

import pytest

from webui.api import checking

STUDY = Path("studies/krishna2024")


@pytest.fixture(scope="module")
def study_zip():
    """The first study in a zip, a mistake in one of its rows."""
    sent = io.BytesIO()
    with zipfile.ZipFile(sent, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(p for p in STUDY.rglob("*") if p.is_file()):
            content = path.read_bytes()
            if path.name == "codings.csv":
                content = content.replace(b"Q27,", b"Q72,", 1)
            packed.writestr(f"krishna2024/{path.relative_to(STUDY).as_posix()}", content)
    return sent.getvalue()


def test_findings_come_with_file_row_and_column(client, study_graph, study_zip):
    before = study_graph.store.revision()

    answered = client.post("/api/validate", data=study_zip, content_type="application/zip")

    assert answered.status_code == 200
    assert answered.json["refused"]
    [worst] = [f for f in answered.json["findings"] if f["severity"] == "violation"]
    assert (worst["file"], worst["column"]) == ("codings.csv", "quote")
    assert worst["row"] > 1
    assert "Q72" in worst["message"]
    assert study_graph.store.revision() == before


def test_form_with_a_file_does_as_well(public, study_zip):
    sent = {"file": (io.BytesIO(study_zip), "C:\\Users\\someone\\My study.zip")}

    answered = public.post("/api/validate", data=sent)

    assert answered.status_code == 200
    assert answered.json["study"] == "krishna2024"
    assert "someone" not in answered.text


def test_answer_is_kept_by_nobody(client):
    answered = client.post("/api/validate", data=b"x", content_type="text/turtle")

    assert answered.headers["Cache-Control"] == "no-store"
    assert "ETag" not in answered.headers


@pytest.mark.parametrize(
    ("query", "body", "type", "status", "said"),
    [
        ("", b"x", "image/png", 415, "application/zip"),
        ("", b"x", "", 415, "does not say what kind"),
        ("", b"x", "text/plain; charset=utf-16", 415, "text/plain"),
        ("", b"", "text/turtle", 400, "Nothing was sent"),
        ("study=a%20b", b"x", "application/zip", 200, ""),
        ("study=" + "x" * 65, b"x", "application/zip", 400, "64 is the most"),
        ("name=..%2Fx", b"x", "application/zip", 400, "name takes letters"),
        ("strict=1", b"x", "application/zip", 400, "strict takes true or false"),
        ("format=json", b"x", "application/zip", 400, "no parameter 'format'"),
        ("", b"x" * (17 << 20), "application/zip", 413, ""),
        ("", b"--x\r\n\r\n--x--", "multipart/form-data; boundary=x", 400, "Send one file"),
        ("", b"nonsense", "multipart/form-data; boundary=x", 400, "Send one file"),
        ("", b"nonsense", "multipart/form-data", 400, "Send one file"),
    ],
)
def test_what_cannot_be_checked_is_refused(client, refused, query, body, type, status, said):
    answered = client.post(f"/api/validate?{query}", data=body, headers={"Content-Type": type})

    if status == 200:
        assert answered.json["refused"]
    else:
        assert said in refused(answered, status)


def test_file_of_another_kind_is_refused(client, refused):
    sent = {"file": (io.BytesIO(b"x"), "study.docx")}

    assert ".zip, .xlsx" in refused(client.post("/api/validate", data=sent), 415)


def test_only_posting_checks(client, refused):
    answered = client.get("/api/validate")

    refused(answered, 405)
    assert "POST" in answered.headers["Allow"]


def test_so_many_at_a_time_and_no_more(client, refused):
    with ExitStack() as turns:
        for _ in range(checking.AT_ONCE):
            turns.enter_context(checking.turn())
        busy = client.post("/api/validate", data=b"x", content_type="text/turtle")

    assert "at a time" in refused(busy, 429)
    assert int(busy.headers["Retry-After"]) > 0
    again = client.post("/api/validate", data=b"x", content_type="text/turtle")
    assert again.status_code == 200, "the turns were given back"


def test_nothing_is_left_in_the_folder_for_temporary_files(
    client, tmp_path, monkeypatch, study_zip
):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    client.post("/api/validate", data=study_zip, content_type="application/zip")
    client.post("/api/validate", data=b"nonsense", content_type="application/zip")

    assert list(tmp_path.iterdir()) == []
