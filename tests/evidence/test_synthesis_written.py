"""A synthesis taken away: by the command, in Python, as lines, a workbook and a figure."""

import csv
import io
import json
from xml.etree import ElementTree as ET

import openpyxl
import pytest

import kg
from kg.cli import main
from kg.evidence.synthesis import synthesis
from kg.evidence.synthesis_writing import HEADER, synthesis_csv


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A store with the first study and the records, made by the commands."""
    folder = tmp_path_factory.mktemp("written") / "store"
    for source in ("krishna2024", "records"):
        assert main(["load", source, "--store", str(folder)]) == 0
    return folder


@pytest.fixture
def pif(place, monkeypatch, capsys):
    """Run the command; returns exit code, standard output and error."""
    monkeypatch.setenv("PIF_STORE", str(place))

    def run(*words):
        capsys.readouterr()
        code = main(["synthesis", *words])
        return (code, *capsys.readouterr())

    return run


def test_csv_has_a_line_for_each_construct_and_study_with_something(pif):
    code, out, _ = pif("--branch", "community-of-practice")
    rows = list(csv.DictReader(io.StringIO(out)))

    assert code == 0
    assert tuple(rows[0]) == HEADER
    first, *others = [row for row in rows if row["construct"] == "community-of-practice"]
    assert (first["kind"], first["quotes"], first["standing"]) == ("all", "1", "one")
    assert {(row["study"], row["kind"]) for row in others} >= {
        ("krishna2024", "full"),
        ("krishna2023b", "record"),
    }
    [record] = [row for row in others if row["study"] == "krishna2023b"]
    assert record["quotes"] == "0"
    assert "community of practice (exactMatch community-of-practice)" in record["codes"]


def test_which_studies_bear_on_three_ideas_and_why(pif):
    code, out, _ = pif("--format", "json")
    found = json.loads(out)
    rows = {row["key"]: row for row in found["constructs"]}

    assert code == 0
    for key in ("community-of-practice", "identity-work", "threshold-event"):
        assert rows[key]["in"]["krishna2024"]["quotes"] > 0
        for codes in rows[key]["named_in"].values():
            assert all(each["reason"] and each["relation"] for each in codes)
    assert set(rows["identity-work"]["named_in"]) >= {"krishna2023b"}
    assert set(rows["community-of-practice"]["named_in"]) >= {"krishna2023a", "krishna2023b"}


def test_the_table_says_what_stands_out(pif):
    _, out, _ = pif("--format", "table", "--branch", "identity-work", "--all")

    assert "5 constructs in 1 full study, and 16 records" in out
    assert "Without evidence, and named by no record: adaptation, enriching." in out


def test_a_workbook_needs_a_file_and_holds_what_csv_does(pif, tmp_path):
    code, _, err = pif("--format", "xlsx")
    assert (code, "--out" in err) == (2, True)

    assert pif("--format", "xlsx", "--out", str(tmp_path / "s.xlsx"))[0] == 0
    sheet = openpyxl.load_workbook(tmp_path / "s.xlsx").active
    _, out, _ = pif("--format", "csv")
    lines = list(csv.reader(io.StringIO(out)))
    assert [cell.value for cell in sheet[1]] == lines[0]
    assert sheet.max_row == len(lines)


def test_the_figure_stands_alone_and_says_what_it_counts(pif):
    _, out, _ = pif("--format", "svg")
    said = " ".join(ET.fromstring(out).itertext())

    assert "Constructs across studies" in said
    assert "distinct utterances" in said
    assert "Named by records" in said
    assert "krishna2024" in said


@pytest.mark.parametrize("wrong", [["--branch", "nosuch"], ["--mappings", "nosuch"]], ids=str)
def test_an_unknown_name_is_wrong_usage(pif, wrong):
    code, _, err = pif(*wrong)

    assert code == 2
    assert "There is no" in err


def test_python_gives_the_same_as_the_command(place, pif):
    _, out, _ = pif("--mode", "filed")

    with kg.open_graph(place) as graph:
        found = graph.synthesis(mode="filed")
        assert "".join(synthesis_csv(found)) == out.replace("\n", "\r\n").replace("\r\r\n", "\r\n")
        frame = found.to_pandas()
        assert list(frame.columns) == list(HEADER)
        assert (
            graph.synthesis(branch="patching").rows
            == synthesis(graph.store, branch="patching").rows
        )
