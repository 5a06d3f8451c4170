"""Projects of coding programs on their way into a store, and there again a month later."""

import json
import shutil
import sqlite3
from pathlib import Path

import pytest

import kg
from kg import loading
from kg.cli import main
from kg.errors import StudyRefused, UsageError
from kg.formats import read
from kg.formats.qda.reading import Wishes
from kg.formats.qda.refi.writing import write_qdpx
from kg.identifiers import study_iri, thing_iri
from kg.namespaces import PIF, study_graph
from kg.preparing import prepare_statements
from kg.store import open_store
from kg.terms import A, read_nquads, text

DATA = Path(__file__).parents[1] / "formats"
QUALCODER = DATA / "qda_sqlite" / "data" / "pif_residents_data.qda"
SAME = DATA / "qda" / "data" / "qualcoder" / "pif_residents_plain_line_endings.qdpx"
TAGUETTE = DATA / "qda_sqlite" / "data" / "export_project.sqlite3"


@pytest.fixture
def project(tmp_path):
    """One study's project, as QualCoder keeps it."""
    return Path(shutil.copy(QUALCODER, tmp_path / "residents.qda"))


@pytest.fixture
def store(tmp_path):
    opened = open_store(tmp_path / "store")
    yield opened
    opened.close()


def held(store, study="residents"):
    return read_nquads(store.read_study(study))


@pytest.mark.parametrize("source", [QUALCODER, SAME, TAGUETTE], ids=lambda path: path.name)
def test_a_project_is_loaded_with_warnings_and_no_name_of_anybody(source, store):
    loaded = loading.load(source, store, study="s1")

    assert loaded.outcome == "loaded"
    assert {f.severity for f in loaded.findings} == {"warning", "info"}
    assert "not-kept" in {f.rule for f in loaded.findings}
    quotes = kg.Graph(store).quotes(study="s1")
    assert quotes.total >= 7
    assert {q.access for q in quotes} == {"restricted"}
    said = "".join(store.read_study("s1"))
    assert "coder/coder-1>" in said
    assert "Users" not in said


def test_loaded_again_it_is_unchanged(project, store):
    loading.load(project, store)

    assert loading.load(project, store).outcome == "unchanged"


def test_what_another_program_exported_of_the_same_keeps_every_address(project, store):
    loading.load(project, store)
    before = held(store)[study_graph("residents")]

    with pytest.raises(UsageError, match="--replace"):
        loading.load(SAME, store, study="residents")
    tried = loading.load(SAME, store, study="residents", dry_run=True)
    after_trying = held(store)[study_graph("residents")]
    replaced = loading.load(SAME, store, study="residents", replace=True)

    def codings(triples):
        return {s for s, p, _ in triples if p == f"<{PIF}codingTarget>"}

    assert after_trying == before
    assert replaced.changes == tried.changes
    kinds = {change.kind: change for change in tried.changes}
    assert (kinds["coding"].added, kinds["coding"].removed) == (0, 0)
    assert (kinds["quote"].added, kinds["quote"].removed) == (0, 0)
    assert codings(held(store)[study_graph("residents")]) == codings(before)


def change(project, *statements):
    with sqlite3.connect(project) as database:
        for statement in statements:
            database.execute(statement)
    database.close()


def test_the_difference_is_said_before_anything_changes(project, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PIF_STORE", str(tmp_path / "store"))
    main(["load", str(project)])
    change(project, "DELETE FROM code_text WHERE ctid = (SELECT min(ctid) FROM code_text)")
    capsys.readouterr()

    code = main(["load", str(project), "--dry-run"])

    said = capsys.readouterr().out
    assert code == 0
    assert "Nothing was changed" in said
    assert "coding: 1 removed" in said


def test_a_folder_says_its_difference_too(tmp_path, store):
    folder = Path(
        shutil.copytree(Path(__file__).parents[2] / "studies/krishna2024", tmp_path / "k")
    )
    loading.load(folder, store)
    rows = (folder / "codings.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / "codings.csv").write_text("".join(rows[:-1]), encoding="utf-8")

    loaded = loading.load(folder, store, dry_run=True)

    assert [(c.kind, c.added, c.removed) for c in loaded.changes if c.removed] == [("coding", 0, 1)]


def test_what_the_project_lacks_now_is_refused_while_something_rests_on_it(project, store):
    loading.load(project, store)
    graphs = held(store)
    own, root = graphs[study_graph("residents")], f"<{study_iri('residents')}>"
    quote = min(s for s, p, _ in own if p == f"<{PIF}drawnFrom>")
    claim = f"<{thing_iri('residents', 'claim', 'C1')}>"
    about = {
        (claim, A, f"<{PIF}Claim>"),
        (claim, f"<{PIF}identifier>", text("C1")),
        (claim, f"<{PIF}text>", text("They patch.")),
        (claim, f"<{PIF}ofStudy>", root),
        (quote, f"<{PIF}illustrates>", claim),
    }
    own |= about
    with store.writing("add a claim"):
        store.put(prepare_statements("residents", graphs).packed)
    kept = loading.load(project, store)
    change(project, "DELETE FROM code_text")

    with pytest.raises(StudyRefused) as refused:
        loading.load(project, store, replace=True)

    assert kept.outcome == "unchanged"
    assert "still-used" in {f.rule for f in refused.value.findings}
    assert about <= held(store)[study_graph("residents")]


def test_the_file_beside_a_project_describes_it(project, store, tmp_path):
    about = tmp_path / "residents.study.yaml"
    about.write_text("id: ward2026\ntitle: Residents\nlicence: CC BY 4.0\nethics: {reference: x}\n")

    loaded = loading.load(project, store)

    assert loaded.study == "ward2026"
    assert "licence" not in {f.rule for f in loaded.findings}
    elsewhere = about.rename(tmp_path / "other.yaml")
    named = Wishes(elsewhere)
    assert loading.load(project, store, wishes=named, dry_run=True).study == "ward2026"


def test_the_loss_report_is_written_whole(project, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PIF_STORE", str(tmp_path / "store"))
    report = tmp_path / "losses.json"

    code = main(["load", str(project), "--report", str(report)])

    lost = [f for f in json.loads(report.read_text())["findings"] if f["rule"] == "not-kept"]
    assert code == 0
    assert len(lost) > 5
    assert any("journal" in f["message"] for f in lost)
    said = capsys.readouterr().err
    assert "Not kept, in" in said
    assert str(tmp_path) not in report.read_text()


@pytest.mark.parametrize("suffix", [".qdpx", ".qde", ".qdc", ".sqlite3", ".qda", ".rqda"])
def test_noise_is_a_finding_and_loads_nothing(suffix, tmp_path, store):
    noise = tmp_path / f"noise{suffix}"
    noise.write_bytes(b"PK\x03\x04\x00\xff<!DOCTYPE x>" * 20)

    with pytest.raises(StudyRefused) as refused:
        loading.load(noise, store)

    assert refused.value.findings
    assert store.studies() == []


def test_a_study_that_went_out_as_a_project_comes_back_and_nothing_changed(store, tmp_path):
    first = Path(__file__).parents[2] / "studies" / "krishna2024"
    loading.load(first, store)
    out = tmp_path / "elsewhere.qdpx"
    write_qdpx(read(first).model, out)

    assert loading.load(out, store).outcome == "unchanged"
