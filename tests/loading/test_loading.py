"""Loading: whole or not at all, and the same study is the same graph."""

import shutil
from pathlib import Path

import pytest

import kg
from kg.errors import UsageError
from kg.loading import check_store, find_sources, load
from kg.namespaces import derived_graph, mapping_graph, study_graph
from kg.resources import folder
from kg.store import open_store
from kg.terms import read_nquads


@pytest.fixture
def study(tmp_path):
    """A copy of the first study that a test may spoil."""
    copy = tmp_path / "krishna2024"
    shutil.copytree(Path(str(folder("studies") / "krishna2024")), copy)
    return copy


@pytest.fixture
def store(tmp_path):
    opened = open_store(tmp_path / "store")
    yield opened
    opened.close()


def spoil(study, file, before, after):
    path = study / file
    text = path.read_text(encoding="utf-8")
    assert text.count(before) >= 1
    path.write_text(text.replace(before, after, 1), encoding="utf-8", newline="")


def test_a_loaded_study_has_its_three_graphs_and_no_other(study, store):
    loaded = load(study, store)

    graphs = read_nquads(store.read_study("krishna2024"))
    assert loaded.outcome == "loaded"
    assert set(graphs) == {
        study_graph("krishna2024"),
        mapping_graph("krishna2024"),
        derived_graph("krishna2024"),
    }
    assert not graphs[study_graph("krishna2024")] & graphs[derived_graph("krishna2024")]


def test_the_same_study_again_is_the_same_to_the_byte(study, store):
    load(study, store)
    before = list(store.read_study("krishna2024"))

    again = load(study, store, replace=True)

    assert again.outcome == "unchanged"
    assert list(store.read_study("krishna2024")) == before


def test_another_study_of_that_id_needs_replace(study, store):
    load(study, store)
    spoil(study, "quotes.csv", "demand a certain sort", "ask a certain sort")

    with pytest.raises(UsageError, match="--replace"):
        load(study, store)

    assert load(study, store, replace=True).outcome == "replaced"


@pytest.mark.parametrize(
    ("file", "before", "after"),
    [
        ("codings.csv", "d2.4-patching", "d2.4-paching"),
        ("quotes.csv", "\nQ02,", "\nQ01,"),
        ("study.yaml", "id: krishna2024", "id: [krishna2024"),
    ],
    ids=["unknown code", "duplicate id", "broken YAML"],
)
def test_a_refused_study_changes_nothing(study, store, file, before, after):
    load(study, store)
    revision = store.revision()
    spoil(study, file, before, after)

    with pytest.raises(kg.StudyRefused) as refused:
        load(study, store, replace=True)

    assert store.revision() == revision
    assert any(f.place and f.place.file == file for f in refused.value.findings)


def test_every_fault_is_found_not_the_first_alone(study, store):
    spoil(study, "codings.csv", "d2.4-patching", "d2.4-paching")
    spoil(study, "quotes.csv", "NP1-interview", "NP1-intervue")
    spoil(study, "claims.csv", "patching", "paching")

    with pytest.raises(kg.StudyRefused) as refused:
        load(study, store)

    files = {f.place.file for f in refused.value.findings if f.place and f.severity == "violation"}
    assert {"codings.csv", "quotes.csv"} <= files


def test_a_dry_run_changes_nothing(study, store):
    assert load(study, store, dry_run=True).outcome == "checked"
    assert store.studies() == []


def test_a_loaded_store_checks_as_its_source_did(study, store):
    loaded = load(study, store)

    [(name, findings)] = check_store(store)

    assert name == "krishna2024"
    assert not [f for f in findings if f.severity == "violation"]
    assert {f.rule for f in findings} <= {f.rule for f in loaded.findings}


def test_a_folder_of_studies_stands_for_each(study):
    assert find_sources(str(study.parent)) == [study]


def test_the_bundled_study_has_a_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    [found] = find_sources("krishna2024")

    assert (found / "study.yaml").is_file()


def test_python_loads_and_asks(study, tmp_path):
    with kg.open_graph(tmp_path / "store") as graph:
        kg.load(study, into=graph)

        rows = graph.query("quotes-for-construct", construct="patching")

    assert [str(row["quote"]) for row in rows] == ["Q27"]


def test_python_loads_a_project_as_pif_load_does(tmp_path):
    source = Path(__file__).parents[1] / "formats/qda_sqlite/data/export_project.sqlite3"
    about = tmp_path / "said.yaml"
    about.write_text("id: brought\ntitle: Brought\nlicence: https://example.org/terms\n")
    with kg.open_graph(tmp_path / "graph") as graph:
        tried = kg.load(source, into=graph, about=about, keep_names=True, dry_run=True)
        loaded = kg.load(source, into=graph, about=about)

        assert tried.study == loaded.study == "brought"
        assert [each.id for each in graph.store.studies()] == ["brought"]
        with pytest.raises(kg.StudyRefused):
            kg.load(source, into=graph, about=tmp_path / "not-there.yaml")
