"""A study from a stranger is checked within bounds, and nothing of it stays."""

import io
import json
import re
import sys
import tempfile
import time
import zipfile
from pathlib import Path

import pytest

from kg import loading, reports
from kg.errors import LimitReached, TimeLimitReached, UsageError
from kg.formats import read
from kg.formats.new import new_study
from kg.preparing import prepare
from kg.terms import nquads
from kg.vetting import SUFFIXES, Bounds, vet

STUDY = Path("studies/krishna2024")


@pytest.fixture(autouse=True)
def nothing_stays(tmp_path, monkeypatch):
    """Whatever a test does, no file of it may be left."""
    place = tmp_path / "tmp"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    yield
    assert list(place.iterdir()) == []


def zipped(folder, *, below="", change=None):
    sent = io.BytesIO()
    with zipfile.ZipFile(sent, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(p for p in Path(folder).rglob("*") if p.is_file()):
            name = f"{below}{path.relative_to(folder).as_posix()}"
            content = path.read_bytes()
            packed.writestr(name, change(name, content) if change else content)
    sent.seek(0)
    return sent


def holding(*entries):
    sent = io.BytesIO()
    with zipfile.ZipFile(sent, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in entries:
            packed.writestr(name, content)
    sent.seek(0)
    return sent


def rules(report):
    return {finding["rule"] for finding in report["findings"]}


@pytest.mark.parametrize("below", ["", "one/two/"])
def test_findings_are_those_of_the_command(below):
    found = vet(zipped(STUDY, below=below), ".zip", name="krishna2024").report

    checked = loading.check(STUDY)
    written = reports.write(checked.findings, "json", source="krishna2024.zip", study="krishna2024")
    expected = json.loads(written)
    assert {key: found[key] for key in expected} == expected
    assert found["left_out"] == 0


def test_workbook_and_rdf_are_checked_too(tmp_path):
    workbook = new_study(tmp_path / "study.xlsx", study_id="mine", xlsx=True)
    triples = "".join(nquads(read(STUDY).graphs)).encode()

    as_workbook = vet(io.BytesIO(workbook.read_bytes()), ".xlsx").report
    as_rdf = vet(io.BytesIO(triples), ".nq").report

    assert as_workbook["source"] == "study.xlsx"
    assert (as_rdf["study"], as_rdf["refused"]) == ("krishna2024", False)


def test_spoiled_cell_is_named_by_file_row_and_column():
    def spoil(name, content):
        return content.replace(b"Q27,", b"Q 27?,", 1) if name == "quotes.csv" else content

    report = vet(zipped(STUDY, change=spoil), ".zip").report

    assert report["refused"]
    places = {(f["file"], f["column"]) for f in report["findings"] if f["severity"] == "violation"}
    assert any(file == "codings.csv" for file, _ in places)
    assert all(f["row"] for f in report["findings"] if f["file"] == "codings.csv")


def test_no_finding_names_a_place_on_this_machine():
    def spoil(name, content):
        return content[: len(content) // 2] + b"\xff" if name != "study.yaml" else content

    sent = [
        (zipped(STUDY, below="deep/er/", change=spoil), ".zip"),
        (io.BytesIO(b"@prefix broken"), ".ttl"),
        (io.BytesIO(b"not a zip"), ".xlsx"),
    ]
    for content, suffix in sent:
        said = json.dumps(vet(content, suffix, name="../../etc/passwd").report)
        assert not re.search(r"pif-vet|/tmp|\.\./|passwd", said)
        assert str(Path.cwd()) not in said


def test_warnings_refuse_when_strict():
    assert vet(zipped(STUDY), ".zip", strict=True).report["refused"]


def test_id_may_be_given():
    assert vet(zipped(STUDY), ".zip", study="another").report["study"] == "another"


def test_findings_beyond_the_most_are_counted():
    def spoil(name, content):
        return content.replace(b"d2.", b"e2.") if name == "codings.csv" else content

    cut = vet(zipped(STUDY, change=spoil), ".zip", bounds=Bounds(findings=3)).report

    assert len(cut["findings"]) == 3
    assert cut["left_out"] == sum(cut["counts"].values()) - 3 > 0
    assert {f["severity"] for f in cut["findings"]} == {"violation"}


# What it would look like


def test_preview_comes_with_what_would_change():
    def reword(name, content):
        return content.replace(b"research paper", b"research article")

    before = list(prepare(STUDY).packed.document().lines())
    asked = []

    found = vet(zipped(STUDY, change=reword), ".zip", before=lambda id: asked.append(id) or before)

    assert asked == ["krishna2024"]
    assert found.preview["quotes"] == 27
    [quotes] = [change for change in found.changes if change["kind"] == "quote"]
    assert (quotes["added"], quotes["changed"], quotes["removed"]) == (0, 1, 0)
    assert quotes["named"] == ["Q03"]
    assert {"kind": "quote", "shown": 27, "all": 27} in found.outside["shown"]
    assert found.missing == ""


def test_what_takes_too_long_costs_the_preview_and_no_finding():
    bounds = Bounds(seconds=10)

    found = vet(zipped(STUDY), ".zip", before=lambda id: time.sleep(10.5), bounds=bounds)

    assert found.report["counts"]["warning"] > 0
    assert found.preview is None
    assert "longer than 10 seconds" in found.missing


# Hostile content; tests/formats/test_unpacking.py has every kind of zip


def test_nothing_is_written_outside(tmp_path):
    sent = holding(("../outside.csv", b"x"), ("study.yaml", b"id: a"))

    assert rules(vet(sent, ".zip").report) == {"archive-path"}
    assert not list(tmp_path.rglob("outside*"))


def test_bomb_is_refused_before_it_unpacks():
    report = vet(holding(("quotes.csv", b"\0" * 60_000_000)), ".zip").report

    assert rules(report) == {"archive-too-large"}


def test_zip_of_several_studies_is_refused():
    sent = holding(("a/study.yaml", b"id: a"), ("b/study.yaml", b"id: b"))

    with pytest.raises(UsageError, match="holds 2 studies"):
        vet(sent, ".zip")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_noise_is_a_finding_or_an_error(suffix):
    noise = b"\xff\xfe<\0?\0<!DOCTYPE x>" if suffix in (".rdf", ".ttl") else b"PK\x03\x04\x99\x99"

    assert vet(io.BytesIO(noise), suffix).report["refused"]


def test_nothing_is_no_study():
    with pytest.raises(UsageError, match="Nothing was sent"):
        vet(io.BytesIO(b""), ".zip")


def test_size_is_bounded():
    with pytest.raises(LimitReached, match="More than 1 MiB were sent"):
        vet(io.BytesIO(b"x" * (2 << 20)), ".ttl", bounds=Bounds(sent=1 << 20))


def test_time_is_bounded():
    with pytest.raises(TimeLimitReached, match=r"longer than 0\.05 seconds"):
        vet(zipped(STUDY), ".zip", bounds=Bounds(seconds=0.05))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds memory so")
def test_memory_is_bounded():
    with pytest.raises(LimitReached, match="memory"):
        vet(zipped(STUDY), ".zip", bounds=Bounds(memory=150 << 20))


def test_worker_is_told_no_secret(monkeypatch, tmp_path):
    from kg.vetting.vetting import _environment

    monkeypatch.setenv("PIF_TOKEN", "a secret")
    monkeypatch.setenv("PIF_STORE", "https://user:word@example.org/")

    told = _environment(tmp_path, "home")

    assert "a secret" not in told.values()
    assert not {"PIF_TOKEN", "PIF_STORE", "HOME"} & set(told)
