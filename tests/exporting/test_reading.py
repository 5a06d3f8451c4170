"""A study read out of its graphs says what the graphs say, nothing less and nothing more."""

from __future__ import annotations

import random
from pathlib import Path

import generated_studies
import pytest
from hostile_study import write_hostile_study
from hypothesis import given, settings
from hypothesis import strategies as st
from random_studies import random_study

from kg.exporting import study_in
from kg.exporting.comparing import differences
from kg.exporting.forms import write_folder, write_xlsx
from kg.findings import violations
from kg.formats import read
from kg.formats.qda.project import Losses
from kg.formats.records import read_records
from kg.formats.reporting import Report
from kg.identifiers import thing_iri
from kg.namespaces import study_graph
from kg.statements import statements
from kg.terms import iri, text

STUDIES = Path(__file__).resolve().parents[2] / "studies"


def again(study):
    """Return what a study states, and what it states once it was read out of that."""
    before = statements(study).graphs
    return before, statements(study_in(study.id, before)).graphs


def test_the_first_study_is_read_whole():
    before, after = again(read(STUDIES / "krishna2024").model)

    assert after == before


def test_records_are_read_whole():
    report = Report()
    for record in read_records(STUDIES / "records/records.yaml", report):
        before, after = again(record)

        assert after == before


@pytest.mark.parametrize("name", generated_studies.STUDIES)
def test_made_up_studies_are_read_whole(name):
    before, after = again(generated_studies._study(name, random.Random(name), 40))

    assert after == before


def test_a_hostile_study_is_read_whole(tmp_path):
    before, after = again(read(write_hostile_study(tmp_path / "hostile")).model)

    assert after == before


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_any_study_is_read_whole(seed):
    before, after = again(random_study(seed))

    assert after == before


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_a_folder_says_what_any_study_says(seed, tmp_path_factory):
    study = random_study(seed)
    before = statements(study).graphs
    folder, twice = tmp_path_factory.mktemp("one"), tmp_path_factory.mktemp("two")

    write_folder(study_in(study.id, before), folder)

    reading = read(folder)
    assert violations(reading.findings) == []
    assert reading.graphs == before
    write_folder(study_in(study.id, reading.graphs), twice)
    assert contents(twice) == contents(folder)


def contents(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_a_workbook_says_what_any_study_says(seed, tmp_path_factory):
    study = random_study(seed)
    before = statements(study).graphs
    workbook = tmp_path_factory.mktemp("workbook") / "study.xlsx"

    write_xlsx(study_in(study.id, before), workbook)

    reading = read(workbook)
    assert violations(reading.findings) == []
    assert reading.graphs == before


def test_what_the_records_cannot_hold_is_counted_by_its_property():
    study = random_study(1)
    before = statements(study).graphs
    more = {g: set(said) for g, said in before.items()}
    quote = iri(thing_iri(study.id, "quote", study.quotes[0].id))
    mood = "<https://example.org/mood>"
    more[study_graph(study.id)] |= {(quote, mood, text("glad")), (quote, mood, text("tired"))}
    losses = Losses()

    differences(study.id, more, statements(study_in(study.id, more)).graphs, losses, "a folder")

    assert losses.lines() == [("https://example.org/mood", "a folder has no place for it", 2)]


def test_what_study_files_need_is_filled_in_and_told(tmp_path):
    study = random_study(2)
    study.participants[0].tenures = []
    study.documents[0].kind = study.codes[0].label = ""
    for quote in study.quotes:
        if quote.participant == study.participants[0].id:
            quote.role = ""
    before = statements(study).graphs
    losses = Losses()

    write_folder(study_in(study.id, before), tmp_path)

    reading = read(tmp_path)
    assert violations(reading.findings) == []
    differences(study.id, before, reading.graphs, losses, "a folder")
    assert {why for _, why, _ in losses.lines()} == {"said by a folder and not by the study"}
    assert ("pif:hasTenure", "said by a folder and not by the study", 1) in losses.lines()
