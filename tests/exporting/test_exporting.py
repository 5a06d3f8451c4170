"""``pif export``: what is written loads again as it was, and nothing of others is written over."""

from __future__ import annotations

import csv
import gzip
import json
from hashlib import sha256
from pathlib import Path

import pytest
from random_studies import random_study

from kg.cli import main
from kg.closure import derive, load_schema
from kg.errors import StudyRefused, UsageError
from kg.evidence.spreadsheet import harmless
from kg.exporting import export
from kg.exporting.placing import MEMORY
from kg.formats import read
from kg.loading import load, load_records
from kg.namespaces import OA, derived_graph
from kg.publishing import project
from kg.statements import statements
from kg.store import open_store
from kg.terms import read_nquads

STUDY = "krishna2024"
NAMES = {
    "folder": "out", "xlsx": "out.xlsx", "nquads": "out.nq.gz", "trig": "out.trig",
    "turtle": "out.ttl", "jsonld": "out.jsonld",
}  # fmt: skip


def files(place: Path) -> dict[str, bytes]:
    return {
        p.relative_to(place.parent).as_posix(): p.read_bytes()
        for p in (place, *place.rglob("*"))
        if p.is_file()
    }


def asserted(store, study: str) -> dict:
    graphs = read_nquads(store.read_study(study))
    graphs.pop(derived_graph(study))
    return graphs


@pytest.fixture(scope="module")
def made_store(tmp_path_factory):
    """A store with a study at random that has texts of documents."""
    study = next(
        s for s in map(random_study, range(100)) if any(d.text for d in s.documents) and s.codings
    )
    store = open_store(tmp_path_factory.mktemp("made") / "store")
    graphs = statements(study).graphs
    graphs[derived_graph(study.id)] = derive(graphs, schema=load_schema())
    store.replace(study.id, graphs)
    yield store, study.id
    store.close()


@pytest.mark.parametrize("form", NAMES)
def test_what_is_exported_is_loaded_again_as_it_was(study_store, form, tmp_path):
    done = export(study_store, STUDY, form, tmp_path / NAMES[form])

    assert done.losses.lines() == []
    assert done.findings == []
    assert read(done.out).graphs == asserted(study_store, STUDY)


@pytest.mark.parametrize("form", [*NAMES, "csv"])
def test_the_same_study_gives_the_same_bytes(made_store, form, tmp_path):
    store, study = made_store
    name = NAMES.get(form, "tables")

    one = export(store, study, form, tmp_path / "one" / name)
    two = export(store, study, form, tmp_path / "two" / name)
    again = export(store, study, form, tmp_path / "two" / name)

    assert files(one.out) == files(two.out) != {}
    assert one.is_new
    assert not again.is_new
    assert not list(tmp_path.rglob(".pif-export-*"))


@pytest.mark.parametrize("form", NAMES)
def test_texts_of_documents_come_along(made_store, form, tmp_path):
    store, study = made_store

    done = export(store, study, form, tmp_path / NAMES[form])

    assert read(done.out).graphs == asserted(store, study)


def test_jsonld_has_each_coding_act_as_a_web_annotation(made_store, tmp_path):
    store, study = made_store

    export(store, study, "jsonld", tmp_path / "out.jsonld")

    said = json.loads((tmp_path / "out.jsonld").read_bytes())["@graph"]
    [graph] = [g for g in said if g["@id"] == derived_graph(study)]
    types = [thing["@type"] for thing in graph["@graph"]]
    codings = random_study_of(study).codings
    assert types.count("oa:Annotation") == len(codings)
    assert graph["@context"]["oa"] == OA


def random_study_of(id: str):
    return random_study(int(id.removeprefix("made-")))


def test_what_follows_comes_along_when_asked_for(study_store, tmp_path):
    done = export(study_store, STUDY, "nquads", tmp_path / "all.nq", derived=True)

    assert read_nquads(done.out.read_text("utf-8").splitlines(True)) == read_nquads(
        study_store.read_study(STUDY)
    )
    with pytest.raises(UsageError, match="cannot say what follows"):
        export(study_store, STUDY, "folder", tmp_path / "folder", derived=True)


def test_public_exports_hold_nothing_that_is_closed(study_store, made_store, tmp_path):
    whole = export(study_store, STUDY, "nquads", tmp_path / "whole.nq").out.read_text("utf-8")
    public = export(study_store, STUDY, "nquads", tmp_path / "public.nq", public=True)
    said = public.out.read_text("utf-8")

    shown = project(STUDY, read_nquads(study_store.read_study(STUDY))).graphs
    shown.pop(derived_graph(STUDY), None)
    assert read_nquads(said.splitlines(True)) == {g: set(shown[g]) for g in shown}
    assert 0 < len(said) < len(whole)

    store, study = made_store  # nobody agreed to its publication
    with pytest.raises(StudyRefused, match="Nothing of it may be public"):
        export(store, study, "folder", tmp_path / "nothing", public=True)
    assert not (tmp_path / "nothing").exists()


def test_a_folder_that_was_changed_is_not_written_over(made_store, tmp_path):
    store, study = made_store
    out = export(store, study, "folder", tmp_path / "out").out
    (out / "notes.txt").write_text("mine", encoding="utf-8")
    (out / "quotes.csv").write_text("mine too", encoding="utf-8")

    with pytest.raises(UsageError, match=r"quotes\.csv is not as it was written"):
        export(store, study, "folder", out)

    assert (out / "quotes.csv").read_text("utf-8") == "mine too"
    assert export(store, study, "folder", out, force=True).is_new
    assert (out / "notes.txt").read_text("utf-8") == "mine"
    assert "mine" not in (out / "quotes.csv").read_text("utf-8")


def test_what_an_export_wrote_goes_when_the_study_loses_it(made_store, tmp_path):
    store, study = made_store
    out = export(store, study, "folder", tmp_path / "out").out
    memory = json.loads((out / MEMORY).read_bytes())
    gone = out / "documents" / "gone.txt"
    gone.write_text("was exported", encoding="utf-8")
    memory["files"]["documents/gone.txt"] = sha256(b"as exported").hexdigest()
    (out / MEMORY).write_text(json.dumps(memory), encoding="utf-8")

    export(store, study, "folder", out)
    assert gone.exists(), "it was changed since, so it is somebody's own"

    memory["files"]["documents/gone.txt"] = sha256(gone.read_bytes()).hexdigest()
    (out / MEMORY).write_text(json.dumps(memory), encoding="utf-8")
    export(store, study, "folder", out)
    assert not gone.exists()


def test_memory_of_a_folder_reaches_nothing_outside_it(made_store, tmp_path):
    store, study = made_store
    out = export(store, study, "folder", tmp_path / "out").out
    outside = tmp_path / "outside.txt"
    outside.write_text("", encoding="utf-8")
    empty = sha256(b"").hexdigest()
    files = {"../outside.txt": empty, str(outside): empty}
    (out / MEMORY).write_text(json.dumps({"files": files}), encoding="utf-8")

    export(store, study, "folder", out, force=True)

    assert outside.exists()


def test_another_file_is_not_written_over(made_store, tmp_path):
    store, study = made_store
    out = tmp_path / "out.ttl"
    out.write_text("mine", encoding="utf-8")

    with pytest.raises(UsageError, match="nothing is written over it"):
        export(store, study, "turtle", out)

    assert out.read_text("utf-8") == "mine"


def test_links_are_not_followed(made_store, tmp_path):
    store, study = made_store
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    out = tmp_path / "out"
    out.mkdir()
    (out / "documents").symlink_to(elsewhere, target_is_directory=True)

    with pytest.raises(UsageError, match="no plain file"):
        export(store, study, "folder", out, force=True)

    assert list(elsewhere.iterdir()) == []


def test_flat_tables_run_nothing_and_say_what_they_changed(tmp_path):
    study = random_study(5)
    study.quotes[0].text = "=1+1"
    study.quotes[0].start = study.quotes[0].end = None
    store = open_store(tmp_path / "store")
    graphs = statements(study).graphs
    graphs[derived_graph(study.id)] = set()
    store.replace(study.id, graphs)

    done = export(store, study.id, "csv", tmp_path / "tables")
    store.close()

    with (tmp_path / "tables" / "quotes.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["quote"]: row for row in csv.DictReader(file)}
    assert rows[study.quotes[0].id]["text"] == "'=1+1"
    assert [n for what, why, n in done.losses.lines() if what == "quotes.csv text"] == [
        sum(harmless(q.text) != q.text for q in study.quotes)
    ]
    with (tmp_path / "tables" / "quotes-by-codes.csv").open(encoding="utf-8") as file:
        matrix = list(csv.DictReader(file))
    assert len(matrix) == len(study.quotes)


def test_the_command_says_what_is_not_kept(study_store, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("PIF_STORE", study_store.address)
    report = tmp_path / "losses.json"

    code = main(["export", STUDY, "--to", "csv", str(tmp_path / "tables"), "--report", str(report)])

    said = capsys.readouterr()
    assert code == 0
    assert "citations and references" in said.err
    assert "184" in said.err
    assert "closed texts included" in said.out
    assert {f["rule"] for f in json.loads(report.read_bytes())["findings"]} == {"not-kept"}


def test_wrong_uses_say_what_to_do(study_store, tmp_path):
    with pytest.raises(UsageError, match=r"Call it study\.xlsx"):
        export(study_store, STUDY, "xlsx", tmp_path / "study.nq")


def test_a_record_is_no_study_of_ones_own(tmp_path):
    store = open_store(tmp_path / "store")
    records = Path(__file__).resolve().parents[2] / "studies/records/records.yaml"
    first = next(iter(load_records(records, store)))[1]

    with pytest.raises(UsageError, match="known from its publication alone"):
        export(store, first.study, "folder", tmp_path / "out")
    done = export(store, first.study, "turtle", tmp_path / "out.ttl")

    assert read(done.out).graphs == asserted(store, first.study)
    store.close()


def test_packed_exports_have_no_moment_in_them(study_store, tmp_path):
    export(study_store, STUDY, "nquads", tmp_path / "a.nq.gz")

    packed = (tmp_path / "a.nq.gz").read_bytes()
    assert packed[4:8] == b"\0\0\0\0"
    assert gzip.decompress(packed).startswith(b"<")


def test_an_export_of_a_load_of_an_export_is_the_same(study_store, tmp_path):
    first = export(study_store, STUDY, "folder", tmp_path / "first").out
    store = open_store(tmp_path / "store")
    load(first, store)

    second = export(store, STUDY, "folder", tmp_path / "second").out
    store.close()

    names = {p.name for p in first.iterdir()}
    assert names == {p.name for p in second.iterdir()}
    assert all((first / n).read_bytes() == (second / n).read_bytes() for n in names)


def test_a_name_without_an_ending_will_do(study_store, tmp_path):
    export(study_store, STUDY, "turtle", tmp_path / "study.ttl")
    export(study_store, STUDY, "turtle", tmp_path / "study")

    assert (tmp_path / "study").read_bytes() == (tmp_path / "study.ttl").read_bytes()
