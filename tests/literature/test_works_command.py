"""``pif works`` from end to end, over the first study and made-up ones."""

import json

import pytest
import shared_literature

from kg.cli import main
from kg.store import open_store


@pytest.fixture
def place(tmp_path):
    store = open_store(tmp_path / "store")
    for n in range(4):
        store.replace(f"s{n}", shared_literature.graphs_of(f"s{n}", works=6))
    store.close()
    return str(tmp_path / "store")


def told(capsys, *words):
    code = main(["works", *words])
    out = capsys.readouterr()
    return code, out.out, out.err


def listed(capsys, place, *words):
    code, out, _ = told(capsys, *words, "--store", place, "--format", "json")
    assert code == 0
    return json.loads(out)


def test_works_of_several_studies_are_listed_once_each(capsys, place):
    rows = listed(capsys, place, "--least", "2")

    titles = [row["title"] for row in rows]
    assert len(titles) == len(set(titles)) > 3, "one work, however lists name it"
    assert [int(r["studies"]) for r in rows] == sorted(int(r["studies"]) for r in rows)[::-1]
    assert any(int(row["addresses"]) == 2 for row in rows)


def test_works_are_narrowed_by_construct_purpose_and_study(capsys, place):
    every = {row["work"]: int(row["citations"]) for row in listed(capsys, place)}
    for narrowed in (
        ["--construct", "patching"], ["--intent", "citesAsEvidence"], ["--study", "s1"],
    ):  # fmt: skip
        found = {row["work"]: int(row["citations"]) for row in listed(capsys, place, *narrowed)}
        assert found
        assert found.keys() <= every.keys()
        assert sum(found.values()) < sum(every.values())
    each = listed(capsys, place, "--each", "construct", "--limit", "2")
    assert {row["key"] for row in each} <= {"patching", "splinting", "identity-work"}


def test_a_list_of_decisions_is_loaded_shown_and_taken_out(capsys, place, tmp_path):
    one, other = (shared_literature.work(n, with_doi=True).iri for n in (1, 2))
    path = tmp_path / "reviewed.csv"
    path.write_text(
        f'work,other,decision,who,why\n{one},{other},same,A reviewer,"a reprint, renamed"\n',
        encoding="utf-8",
    )

    code, out, _ = told(capsys, "--merge", str(path), "--store", place)
    assert code == 0
    assert "Loaded the decisions reviewed: 1." in out
    found = listed(capsys, place, other)
    assert found["work"] == one
    assert "decided by A reviewer: a reprint, renamed" in [w["why"] for w in found["why_one"]]
    assert {row["name"] for row in listed(capsys, place, "--lists")} == {"reviewed"}

    assert told(capsys, "--remove", "reviewed", "--store", place)[0] == 0
    assert listed(capsys, place, other)["work"] == other


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("work,other\na,b\n", "lacks the column decision"),
        ("work,other,decision\n10.1/a,10.1000/b,same\n", "row 2: '10.1/a' is no address"),
        ("work,other,decision\n10.1000/a,10.1000/A,same\n", "row 2: both are the same"),
        ("work,other,decision\n10.1000/a,10.1000/b,maybe\n", "row 2: the decision is 'maybe'"),
        ("work,other,decision\n10.1000/a,10.1000/b,same\n10.1000/b,10.1000/a,different\n",
         "row 3: an earlier row says the opposite"),
        ("work,other,decision\n", "decides nothing"),
    ],
)  # fmt: skip
def test_a_list_that_does_not_do_is_refused_by_row(capsys, place, tmp_path, text, said):
    path = tmp_path / "bad.csv"
    path.write_text(text, encoding="utf-8")

    code, _, err = told(capsys, "--merge", str(path), "--store", place)

    assert code == 2
    assert said in err


@pytest.mark.parametrize(
    ("format", "begins"), [("bibtex", "@article"), ("ris", "1.\nTY  - JOUR"), ("csl", "[\n{")]
)
def test_lists_are_written_for_other_programs(capsys, place, format, begins):
    code, out, _ = told(capsys, "--study", "s1", "--store", place, "--format", format)

    assert code == 0
    assert out.startswith(begins)
    assert out.count("Title with the number") == len({
        line for line in out.splitlines() if "Title with the number" in line
    }) or format == "csl"  # fmt: skip


def test_what_there_is_not_is_said(capsys, place):
    assert told(capsys, "10.1000/nobody", "--store", place)[0] == 2
    assert "No study names" in told(capsys, "10.1000/nobody", "--store", place)[2]
    assert "There is no list" in told(capsys, "--remove", "x", "--store", place)[2]
    assert "No work is cited for" in told(capsys, "--intent", "x", "--store", place)[2]
