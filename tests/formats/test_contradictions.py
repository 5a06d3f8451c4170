"""Claims that do not agree, as relations.csv states them."""

import shutil
from pathlib import Path

import pytest

from kg import formats
from kg.namespaces import PIF, study_graph

STUDY = Path(__file__).resolve().parents[2] / "studies" / "krishna2024"


@pytest.fixture
def read_with(tmp_path):
    """Read the first study with one relation more."""

    def read(row):
        folder = tmp_path / "study"
        shutil.copytree(STUDY, folder)
        with (folder / "relations.csv").open("a", encoding="utf-8") as file:
            file.write(row + "\n")
        return formats.read(folder)

    return read


def test_a_contradiction_is_stated_between_two_claims_with_its_reason(read_with):
    reading = read_with("C-ABS-s06,,,,contradicts,C-PMI-s06,,made up")
    said = reading.graphs[study_graph("krishna2024")]
    pairs = {(s, o) for s, p, o in said if p == f"<{PIF}contradicts>"}
    notes = {o for s, p, o in said if p == f"<{PIF}note>" and s.endswith("C-ABS-s06>")}

    assert not [f for f in reading.findings if "C-ABS-s06" in str(f)]
    assert any(s.endswith("C-ABS-s06>") and o.endswith("C-PMI-s06>") for s, o in pairs)
    assert any("contradicts C-PMI-s06: made up" in note for note in notes)


@pytest.mark.parametrize(
    "row", ["C-nobody,,,,contradicts,C-PMI-s06,,", "C-ABS-s06,,,,contradicts,Q01,,"]
)
def test_what_is_no_claim_contradicts_nothing(read_with, row):
    found = [f for f in read_with(row).findings if f.place.file == "relations.csv"]

    assert [f.severity for f in found] == ["violation"]
    assert "claim" in found[0].message
