"""Files that mean harm, or are broken: a finding with a place and a remedy, and nothing more."""

from __future__ import annotations

import io
import random
import socket
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from refi_files import Document, Span, Way, guid, project, qdpx, write, zipped

from kg.formats.qda.refi import container as limits
from kg.formats.qda.refi import markup as markup_limits
from kg.formats.qda.refi import read_refi
from kg.formats.reporting import Report

KEPT = sorted((Path(__file__).parent / "data/hostile").glob("*"))
GOOD = qdpx([Document("a", "I was lost at first. 😀", [Span(0, 20, [(0, 0)])])], Way())


def refused(path: Path, data: bytes | str) -> tuple[str, str]:
    """Return rule and place of the one violation a file gives."""
    report = Report()
    assert read_refi(write(path, data), report) is None
    [finding] = [f for f in report.findings() if f.severity == "violation"]
    assert finding.remedy
    assert finding.place is not None
    return finding.rule, str(finding.place)


def claims(size: int) -> bytes:
    """Return a zip whose directory claims a size that its part has not."""
    data = bytearray(zipped({"project.qde": project("")}))
    at = data.index(b"PK\x01\x02")
    data[at + 24 : at + 28] = size.to_bytes(4, "little")
    return bytes(data)


def encrypted() -> bytes:
    data = bytearray(GOOD)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    return bytes(data)


BOMB = project("<!-- " + "x" * 20_000_000 + " -->")
ENTITIES = (
    "<?xml version='1.0'?><!DOCTYPE Project [<!ENTITY a 'aaaaaaaaaa'>"
    + "".join(f"<!ENTITY a{i} '{f'&a{i - 1};' * 10 if i else '&a;' * 10}'>" for i in range(9))
    + "]><Project name='&a8;'/>"
)
CASES = {
    "truncated": (GOOD[: len(GOOD) // 2], "archive-damaged"),
    "no-markup": (zipped({"sources/a.txt": "a"}), "project-missing"),
    "nothing": (b"", "markup-broken"),
    "no-xml": (b"\x00\x01\x02 nothing of the kind", "markup-broken"),
    "other-xml": ("<html/>", "markup-other"),
    "traversal": (zipped({"project.qde": project(""), "../../a.txt": "a"}), "archive-path"),
    "absolute": (zipped({"project.qde": project(""), "/etc/a.txt": "a"}), "archive-path"),
    "encrypted": (encrypted(), "archive-protected"),
    "bomb": (zipped({"project.qde": BOMB}), "archive-bomb"),
    "bomb-nobody-names": (zipped({"project.qde": project(""), "a.txt": BOMB}), "archive-bomb"),
    "claims-2-gb": (claims(2**31), "archive-bomb"),
    "entities": (ENTITIES, "markup-doctype"),
    "external": ("<!DOCTYPE Project SYSTEM 'http://127.0.0.1:9/x'><Project/>", "markup-doctype"),
    "entity-in-zip": (zipped({"project.qde": ENTITIES}), "markup-doctype"),
    "deep": (project("<Code>" * 5000), "markup-too-deep"),
    "long-attribute": (project(f"<User name='{'x' * 6_000_000}'/>"), "markup-too-large"),
    "long-comment": (project(f"<!--{'x' * 6_000_000}-->"), "markup-too-large"),
    "cut": (project("<CodeBook>")[:-20], "markup-broken"),
    "encoding": ("<?xml version='1.0' encoding='no-such'?><Project/>", "markup-encoding"),
    "unbound": ("<Project name='&nbsp;'/>", "markup-broken"),
}


@pytest.mark.parametrize("name", sorted(CASES))
def test_a_hostile_or_broken_file_is_refused_in_words(name, tmp_path, monkeypatch):
    data, rule = CASES[name]
    monkeypatch.setattr(socket, "socket", None)  # nothing is fetched
    tracemalloc.start()

    found, place = refused(tmp_path / "project.qdpx", data)

    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found == rule
    assert place.startswith(("project.qd", "p.qd"))
    assert most < 60_000_000
    assert sorted(path.name for path in tmp_path.iterdir()) == ["project.qdpx"]


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ("absolute:///{}", "disk of another machine"),
        ("relative:///{}", "a file beside it"),
        ("relative:///../{}", "a file beside it"),
        ("internal://{}", "is not in it"),
        ("file://{}", "is not in it"),
        ("http://127.0.0.1/{}", "is not in it"),
        ("{}", "is not in it"),
    ],
)
def test_no_path_outside_of_the_zip_is_opened(reference, said, tmp_path):
    secret = write(tmp_path / "secret.txt", "Nobody may read this.")
    path = reference.format(str(secret).lstrip("/"))
    body = f"<Sources><TextSource guid='{guid('s')}' name='a' plainTextPath='{path}'/></Sources>"
    markup = project(body, attributes=f"basePath='{tmp_path}'")
    report = Report()

    found = read_refi(write(tmp_path / "p.qdpx", zipped({"project.qde": markup})), report)

    assert found is not None
    assert found.sources[0].text is None
    [finding] = report.findings()
    assert said in finding.message
    assert "secret" not in str(finding)
    assert str(tmp_path) not in str(finding)


def test_a_text_that_is_too_large_or_too_dense_is_left_out(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "MAX_TEXT", 1000)
    source = "<TextSource guid='{}' name='{}' plainTextPath='internal://{}.txt'/>"
    body = "".join(source.format(guid(n), n, n) for n in "ab")
    data = {"project.qde": project(f"<Sources>{body}</Sources>"), "a.txt": "x" * 1001, "b.txt": "b"}
    report = Report()

    found = read_refi(write(tmp_path / "p.qdpx", zipped(data)), report)

    assert found is not None
    assert [s.text for s in found.sources] == [None, "b"]
    assert [f.rule for f in report.findings()] == ["source-too-large"]


def test_all_texts_together_have_a_limit(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "MAX_TEXTS", 1500)
    source = "<TextSource guid='{}' name='{}' plainTextPath='internal://a.txt'/>"
    body = "".join(source.format(guid(n), n) for n in "ab")
    data = {"project.qde": project(f"<Sources>{body}</Sources>"), "a.txt": "x" * 1000}
    report = Report()

    found = read_refi(write(tmp_path / "p.qdpx", zipped(data)), report)

    assert found is not None
    assert [s.text is None for s in found.sources] == [False, True]


def test_more_elements_than_are_read_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(markup_limits, "MAX_ELEMENTS", 100)

    assert refused(tmp_path / "p.qde", project("<User/>" * 200))[0] == "markup-too-large"


def test_two_parts_of_one_name_are_said(tmp_path):
    file = io.BytesIO(GOOD)
    with zipfile.ZipFile(file, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("project.qde", project("", origin="later"))
    report = Report()

    found = read_refi(write(tmp_path / "p.qdpx", file.getvalue()), report)

    assert found is not None
    assert found.program == "later"
    assert [f.rule for f in report.findings()] == ["archive-twins", "project-empty"]


def test_a_file_that_is_not_there_is_a_finding(tmp_path):
    report = Report()

    assert read_refi(tmp_path / "none.qdpx", report) is None
    assert [f.rule for f in report.findings()] == ["file-unreadable"]


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.name)
def test_what_the_fuzzer_made_gives_the_finding_it_is_named_after(path):
    report = Report()

    found = read_refi(path, report)

    assert path.stem in {f.rule for f in report.findings()}
    assert found is not None or any(f.severity == "violation" for f in report.findings())


def test_bytes_changed_anywhere_never_end_in_an_error(tmp_path):
    chance = random.Random(7)
    for _ in range(150):
        data = bytearray(GOOD)
        for _ in range(chance.randint(1, 6)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        report = Report()

        found = read_refi(write(tmp_path / "p.qdpx", bytes(data)), report)

        assert found is not None or report.findings()


@pytest.mark.parametrize(
    ("declared", "rules"),
    [
        ("xmlns='urn:QDA-XML:project:1.0'", []),
        (
            "xmlns='urn:QDA-XML:project:0:10' xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'",
            [],
        ),
        ("xmlns='urn:other'", ["markup-namespace"]),
    ],
)
def test_a_namespace_of_nobody_is_noticed(declared, rules, tmp_path):
    path = write(tmp_path / "a.qde", f"<Project name='a' {declared}><Users/></Project>")
    report = Report()

    read_refi(path, report)

    found = [f.rule for f in report.findings()]
    assert [rule for rule in found if rule == "markup-namespace"] == rules
