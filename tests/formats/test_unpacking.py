"""A zip from a stranger is unpacked below one folder, within bounds, or not at all."""

import io
import os
import shutil
import stat
import zipfile

import pytest

from kg.formats.archive import unpack


@pytest.fixture
def unpacked(tmp_path):
    """Unpack a zip; return the rule it broke, or the files it made."""

    def make(sent, *, files=100, most=1 << 20):
        shutil.rmtree(tmp_path / "into", ignore_errors=True)
        path = tmp_path / "study.zip"
        path.write_bytes(sent.getvalue() if isinstance(sent, io.BytesIO) else sent)
        problem = unpack(path, tmp_path / "into", most_files=files, most=most)
        outside = {p.name for p in tmp_path.iterdir()} - {"study.zip", "into"}
        assert outside == set(), "nothing is written outside"
        if problem is not None:
            assert problem.message
            assert problem.remedy
            return problem.rule
        made = (p for p in (tmp_path / "into").rglob("*") if p.is_file())
        return {p.relative_to(tmp_path / "into").as_posix(): p.read_bytes() for p in made}

    return make


def holding(*entries):
    sent = io.BytesIO()
    with zipfile.ZipFile(sent, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in entries:
            packed.writestr(name, content)
    return sent


def test_files_and_folders_are_made_as_packed(unpacked):
    sent = holding(("a/", b""), ("a/quotes.csv", b"x\r\n"), ("b/c/d.txt", b"<!DOCTYPE html>"))

    assert unpacked(sent) == {"a/quotes.csv": b"x\r\n", "b/c/d.txt": b"<!DOCTYPE html>"}


@pytest.mark.parametrize(
    "name",
    [
        "../outside.csv", "a/../../outside.csv", "/etc/outside.csv", "C:\\outside.csv",
        "..\\outside.csv", "\\\\server\\outside.csv",
    ],
)  # fmt: skip
def test_nothing_is_written_outside(name, unpacked):
    assert unpacked(holding((name, b"x"), ("study.yaml", b"id: a"))) == "archive-path"


def test_links_are_not_followed(unpacked):
    link = zipfile.ZipInfo("quotes.csv")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16

    assert unpacked(holding((link, b"/etc/passwd"), ("study.yaml", b"id: a"))) == "archive-path"


def test_bomb_is_refused_before_it_unpacks(unpacked):
    assert unpacked(holding(("quotes.csv", b"\0" * 60_000_000))) == "archive-too-large"


def test_bomb_that_lies_about_its_size_is_refused(unpacked):
    sent = bytearray(holding(("quotes.csv", b"\0" * 9_000_000)).getvalue())
    size = (9_000_000).to_bytes(4, "little")
    at = sent.find(size)
    while at >= 0:
        sent[at : at + 4] = (10).to_bytes(4, "little")
        at = sent.find(size)

    assert unpacked(bytes(sent)) in ("archive-damaged", "archive-too-large")


def test_total_is_bounded_however_many_files_there_are(unpacked):
    entries = [(f"documents/{n}.txt", os.urandom(1000) * 200) for n in range(20)]

    assert unpacked(holding(*entries)) == "archive-too-large"


def test_number_of_files_is_bounded(unpacked):
    entries = [(f"documents/{n}.txt", b"") for n in range(50)]

    assert unpacked(holding(*entries), files=10) == "archive-too-large"


@pytest.mark.parametrize(
    "entries",
    [
        [("a", b"x"), ("a/b", b"y")],
        [("x" * 300 + ".csv", b"y")],
        [("/".join("d" * 200 for _ in range(30)), b"y")],
    ],
    ids=["file and folder", "long name", "deep"],
)
def test_strange_names_are_findings_not_failures(entries, unpacked):
    assert unpacked(holding(*entries)) == "archive-path"


def test_protected_zip_is_said_to_be_so(unpacked):
    sent = bytearray(holding(("study.yaml", b"id: a")).getvalue())
    for at in (6, sent.find(b"PK\x01\x02") + 8):
        sent[at] |= 1  # the bit that says: encrypted

    assert unpacked(bytes(sent)) == "archive-protected"


def test_entry_without_a_name_is_refused(unpacked):
    nameless = zipfile.ZipInfo("x")
    nameless.filename = ""

    assert unpacked(holding((nameless, b"y"))) == "archive-path"


@pytest.mark.parametrize(
    "noise", [b"\0", b"PK\x03\x04" + b"\x99" * 200, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]
)
def test_noise_is_said_to_be_damaged_or_protected(noise, unpacked):
    assert unpacked(noise) in ("archive-damaged", "archive-protected")


def test_every_cut_of_a_zip_is_refused(unpacked):
    whole = holding(("quotes.csv", b"quote,text\r\n" * 50), ("study.yaml", b"id: a")).getvalue()

    for end in range(0, len(whole), 37):
        assert unpacked(whole[:end]) == "archive-damaged"
