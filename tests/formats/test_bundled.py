"""The bundled study reads without a finding and is whole."""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from pathlib import Path

import pytest

from kg.formats import read
from kg.resources import folder

DIGESTS = Path(__file__).resolve().parents[1] / "studies" / "quote-digests.csv"


@pytest.fixture(scope="module")
def reading():
    return read(Path(str(folder("studies") / "krishna2024")))


def test_it_has_no_findings(reading):
    assert reading.findings == []


def test_it_is_whole(reading):
    study = reading.model

    assert study is not None
    assert len(study.quotes) == 27
    assert len({quote.speaker_label for quote in study.quotes}) == 13
    assert len(study.participants) == 21
    assert len(study.documents) == 24
    assert len(study.claims) == 97
    assert len(study.references) == 65
    assert len(study.citations) == 119
    assert len(study.codings) == 34
    assert len(study.episodes) == 4


def test_its_quotes_are_the_printed_ones_to_the_character(reading):
    with DIGESTS.open(encoding="utf-8", newline="") as file:
        expected = {row["quote"]: row["sha256"] for row in csv.DictReader(file)}

    found = {q.id: hashlib.sha256(q.text.encode()).hexdigest() for q in reading.model.quotes}

    assert found == expected


def test_its_quotes_are_spoken_in_the_roles_that_are_printed(reading):
    assert Counter(q.role for q in reading.model.quotes) == {"mentee": 14, "peer-mentor": 13}
    assert [q.document for q in reading.model.quotes if not q.participant] == [
        "MDiary1", "MDiary4", "NPDiary5"
    ]  # fmt: skip


def test_its_claims_that_lead_in_to_quotes_are_marked(reading):
    graph = reading.graphs["https://w3id.org/pif-kg/graph/study/krishna2024"]

    assert sum(o.endswith("#LeadInClaim>") for _, _, o in graph) == 17


def test_every_thing_has_a_place(reading):
    things = {s for graph in reading.graphs.values() for s, _, _ in graph}

    assert reading.places.keys() == things
