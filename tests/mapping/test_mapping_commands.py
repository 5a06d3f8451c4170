"""`pif load` of a set, `pif mappings`, `pif compare`, and `--mappings` of the other commands."""

import csv
import io
import json

import mapping_sets
import pytest

from kg.cli import main

TABLE = (
    "#license: https://creativecommons.org/licenses/by/4.0/\n"
    + mapping_sets.HEAD
    + "krishna2024/d2.4-patching\tskos:exactMatch\tc:splinting\tsemapv:MappingReview\tTeam B\n"
    "small-study/struggle\tskos:exactMatch\tc:patching\tsemapv:MappingReview\tTeam B\n"
)


@pytest.fixture
def pif(tmp_path, monkeypatch, capsys):
    """Run a command over a store with two studies and a set; returns exit code, output, notes."""
    monkeypatch.setenv("PIF_STORE", str(tmp_path / "store"))
    file = tmp_path / "team-b.sssom.tsv"
    file.write_text(TABLE, encoding="utf-8")

    def run(*words):
        code = main([str(word) for word in words])
        said = capsys.readouterr()
        return code, said.out, said.err

    run.file = file
    assert run("load", "krishna2024", "tests/data/small-study", file)[0] == 0
    return run


def test_a_set_is_loaded_listed_asked_and_removed(pif):
    before = pif("quotes", "--supports", "splinting", "--mappings", "own", "--format", "csv")

    [line] = csv.DictReader(io.StringIO(pif("mappings", "--format", "csv")[1]))
    with_it = pif("quotes", "--supports", "splinting", "--format", "json")
    alone = pif("quotes", "--supports", "patching", "--mappings", "team-b", "--format", "csv")
    code, said, _ = pif("mappings", "--remove", "team-b")
    after = pif("quotes", "--supports", "splinting", "--format", "csv")

    assert (line["name"], line["mappings"], line["who"]) == ("team-b", "2", "Team B")
    assert line["studies"] == "krishna2024;small-study"
    assert [m["set"] for m in json.loads(with_it[1])["mappings"]] == ["own", "team-b"]
    assert "small-study" in alone[1]
    assert (code, said) == (0, "Removed the mappings team-b.\n")
    assert after == before
    assert pif("mappings", "--remove", "team-b")[0] != 0


def test_loading_it_again_changes_nothing_and_other_content_needs_replace(pif):
    assert "nothing changed" in pif("load", pif.file)[1]
    pif.file.write_text(TABLE.replace("c:splinting", "c:reflection"), encoding="utf-8")

    code, _, note = pif("load", pif.file)
    assert code == 1
    assert "--replace" in note
    assert pif("load", pif.file, "--dry-run")[0] == 0
    assert pif("load", pif.file, "--replace")[1].startswith("Replaced the mappings team-b")
    assert pif("load", pif.file, "--name", "krishna2024")[0] == 1
    assert pif("load", pif.file, "--name", "another")[0] == 0


def test_a_set_written_as_tsv_loads_as_the_same(pif, tmp_path):
    again = tmp_path / "team-b.again.sssom.tsv"
    again.write_text(pif("mappings", "team-b", "--format", "tsv")[1], encoding="utf-8")

    assert "nothing changed" in pif("load", again, "--name", "team-b")[1]


def test_two_codebooks_are_compared(pif):
    rows = list(
        csv.DictReader(
            io.StringIO(pif("compare", "krishna2024", "small-study", "--format", "csv")[1])
        )
    )
    told = json.loads(pif("compare", "krishna2024", "small-study", "--format", "json")[1])
    table = pif("compare", "krishna2024", "small-study", "--format", "table")[1]

    both = {row["construct"] for row in rows if row["in"] == "both"}
    assert "patching" in both
    assert {c["construct"] for c in told["constructs"] if c["in"] == "both"} == both
    assert "= d2.4-patching (1)" in table
    assert "Mappings asked: own, team-b." in table
    assert pif("compare", "krishna2024", "krishna2024")[0] == 2
    assert pif("compare", "krishna2024", "nowhere")[0] != 0


def test_what_makes_no_difference_is_refused(pif):
    code, _, note = pif("matrix", "--rows", "role", "--cols", "construct", "--mode", "filed",
                        "--mappings", "own")  # fmt: skip

    assert code == 2
    assert "--mappings does not go with --mode filed" in note


def test_the_store_is_checked_with_its_sets(pif):
    code, said, _ = pif("validate", "--store")

    assert code == 0
    assert "exactly two things" in said
