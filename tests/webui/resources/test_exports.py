"""A study's page offers it for other programs, and what is fetched is what the command writes."""

from __future__ import annotations

import io
import zipfile

import pytest

from kg.formats import read
from kg.namespaces import derived_graph
from kg.terms import read_nquads
from webui.resources import exports
from webui.resources.exports import KINDS

STUDY = "krishna2024"


def unpacked(content: bytes, folder):
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        packed.extractall(folder)  # ours
    return folder / STUDY


def test_the_page_of_a_study_offers_every_export(client):
    page = client.get(f"/studies/{STUDY}").text

    assert [f for f in KINDS if f"/downloads/{STUDY}/{f}" in page] == list(KINDS)


@pytest.mark.parametrize("file", KINDS)
def test_every_export_can_be_fetched_twice_alike(client, file):
    one = client.get(f"/downloads/{STUDY}/{file}")
    two = client.get(f"/downloads/{STUDY}/{file}")
    again = client.get(f"/downloads/{STUDY}/{file}", headers={"If-None-Match": one.headers["ETag"]})

    assert one.status_code == two.status_code == 200
    assert one.data == two.data != b""
    assert again.status_code == 304
    assert one.headers["Content-Disposition"].startswith(f"attachment; filename={STUDY}")


@pytest.mark.parametrize("file", ["study.zip", "workbook.zip"])
def test_what_is_fetched_is_the_study(client, study_store, file, tmp_path):
    made = unpacked(client.get(f"/downloads/{STUDY}/{file}").data, tmp_path)

    source = made if file == "study.zip" else made / f"{STUDY}.xlsx"
    said = read_nquads(study_store.read_study(STUDY))
    said.pop(derived_graph(STUDY))
    assert read(source).graphs == said


def test_tables_say_what_they_do_not_hold(client, tmp_path):
    made = unpacked(client.get(f"/downloads/{STUDY}/tables.zip").data, tmp_path)

    assert "not part of the flat tables" in (made / "not-kept.txt").read_text("utf-8")


def test_what_is_not_there_and_what_is_too_large_is_said(client, monkeypatch):
    assert client.get(f"/downloads/{STUDY}/nothing.zip").status_code == 404
    assert client.get("/downloads/nowhere/study.zip").status_code == 404
    monkeypatch.setattr(exports, "MOST_QUADS", 10)
    answer = client.get(f"/downloads/{STUDY}/tables.zip")

    assert answer.status_code == 413
    assert "pif export" in answer.text
