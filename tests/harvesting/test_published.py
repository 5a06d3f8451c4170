"""From one group's store by a crate, or by its server, to what a hub shows strangers."""

import json
import shutil

import pytest
from published_crates import study
from served import serving

from kg import provenance
from kg.cli import main
from kg.errors import StudyRefused, UsageError
from kg.harvesting import harvest, read_registry
from kg.harvesting.crate_writing import write_crate
from kg.loading import check_store, load
from kg.namespaces import study_graph
from kg.publishing import project
from kg.store import open_store
from kg.terms import read_nquads


def graphs(store, name):
    return read_nquads(store.read_study(name))


def published(store, name):
    """What strangers are shown of a study, without where it came from."""
    public = project(name, graphs(store, name)).graphs
    own = study_graph(name)
    return {**public, own: provenance.without(name, public[own])}


def files_in(folder):
    return {p.name: (p.read_bytes(), p.stat().st_mtime_ns) for p in folder.iterdir()}


@pytest.fixture
def small(tmp_path):
    """A store with a small study of a group."""
    (tmp_path / "small.ttl").write_bytes(study("small"))
    store = open_store(tmp_path / "group", must_exist=False)
    load(tmp_path / "small.ttl", store)
    yield store
    store.close()


def test_a_hub_shows_strangers_what_the_group_shows_them(study_store, hub, harvested, tmp_path):
    write_crate(study_store, "krishna2024", tmp_path / "crate")

    assert harvested("file: crate") == {"krishna2024": "new"}
    assert harvested("file: crate") == {"krishna2024": "unchanged"}

    assert published(hub, "krishna2024") == published(study_store, "krishna2024")


def test_a_crate_holds_nothing_that_is_not_public(study_store, tmp_path):
    write_crate(study_store, "krishna2024", tmp_path / "crate")
    shutil.copy(tmp_path / "crate" / "study.nq.gz", tmp_path / "k.nq.gz")
    other = open_store(tmp_path / "other", must_exist=False)

    load(tmp_path / "k.nq.gz", other)

    assert published(other, "krishna2024") == published(study_store, "krishna2024")
    asserted = {
        t for g, ts in graphs(other, "krishna2024").items() if "derived" not in g for t in ts
    }
    shown = {
        t
        for ts in project("krishna2024", graphs(study_store, "krishna2024")).graphs.values()
        for t in ts
    }
    assert asserted <= shown
    other.close()


def test_the_same_study_is_the_same_crate(small, tmp_path):
    first = write_crate(small, "small", tmp_path / "crate")
    before = {
        p.name: (p.read_bytes(), p.stat().st_mtime_ns) for p in (tmp_path / "crate").iterdir()
    }

    again = write_crate(small, "small", tmp_path / "crate")

    assert first.is_new
    assert not again.is_new
    assert files_in(tmp_path / "crate") == before
    said = json.loads(before["ro-crate-metadata.json"][0])
    assert said["@context"][0] == "https://w3id.org/ro/crate/1.1/context"


def test_nothing_is_written_over(small, tmp_path):
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "thesis.docx").write_text("years of work")

    with pytest.raises(UsageError, match="is there"):
        write_crate(small, "small", tmp_path / "taken")

    assert [p.name for p in (tmp_path / "taken").iterdir()] == ["thesis.docx"]


def test_a_study_that_may_not_be_public_gives_no_crate(tmp_path, monkeypatch, capsys):
    closed = study(
        "shut",
        put=[("<../shut> a pif:Study ;", "<../shut> a pif:Study ; pif:accessLevel pif:Closed ;")],
    )
    (tmp_path / "shut.ttl").write_bytes(closed)
    store = open_store(tmp_path / "group", must_exist=False)
    load(tmp_path / "shut.ttl", store)

    with pytest.raises(StudyRefused):
        write_crate(store, "shut", tmp_path / "crate")
    store.close()
    monkeypatch.setenv("PIF_STORE", str(tmp_path / "group"))
    assert main(["export", "shut", "--to", "rocrate", str(tmp_path / "crate")]) == 1

    assert "No crate was written" in capsys.readouterr().err
    assert not (tmp_path / "crate").exists()


def test_strangers_learn_of_open_addresses_alone(small):
    own = graphs(small, "small")[study_graph("small")]
    at, digest = "2024-05-02T10:00:00Z", "0" * 64

    def public(source):
        said = own | provenance.stated("small", provenance.Origin(source, at, digest))
        made = project("small", {study_graph("small"): said})
        again = project("small", made.graphs)
        assert again.graphs == made.graphs
        return provenance.origin_in("small", made.graphs[study_graph("small")])

    assert public("https://a.example/small/").source == "https://a.example/small/"
    for hidden in ("http://10.0.0.1/small/", "file:crates/small/", "https://a.example/?key=1"):
        assert public(hidden) is None


@pytest.mark.parametrize("catalogue", ["dcat.ttl", "dcat", "void.ttl"])
def test_a_server_is_harvested_by_its_catalogue(hub, harvested, server, catalogue):
    root, group = server

    assert harvested(f"catalogue: {root}/{catalogue}") == {"small": "new"}
    assert harvested(f"catalogue: {root}/{catalogue}") == {"small": "unchanged"}

    assert published(hub, "small") == published(group, "small")
    assert provenance.origins(hub)["small"].source == f"{root}/{catalogue}"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A public server over a small study, and the store it serves."""
    place = tmp_path_factory.mktemp("server")
    (place / "small.ttl").write_bytes(study("small"))
    store = open_store(place / "store", must_exist=False)
    load(place / "small.ttl", store)
    with serving(place / "store", "--public", "--access-log", "off") as service:
        yield service.address.rstrip("/"), store
    store.close()


def test_a_hub_of_a_hub_says_where_it_came_from_itself(hub, harvested, small, tmp_path):
    write_crate(small, "small", tmp_path / "first")
    harvested("file: first")
    write_crate(hub, "small", tmp_path / "second")
    second = open_store(tmp_path / "second-hub", must_exist=False)
    (tmp_path / "second.yaml").write_text("studies:\n  - file: second\n")
    [became] = harvest(read_registry(tmp_path / "second.yaml"), second)

    assert became.outcome == "new"
    assert provenance.origins(second)["small"].source == "file:second/"
    second.close()


def test_what_was_kept_back_does_not_keep_a_study_out(hub, web, harvested):
    said = '    pif:rationale "Written after the event."'
    data = study("one", put=[(said, said.replace("rationale", "note"))])

    assert harvested(web().publish("one", data)) == {"one": "new"}

    lacking = {f.rule: f.severity for f in harvested.became[0].findings}
    assert lacking["ProjectCoding-rationale"] == "info"
    assert "kept back" in harvested.became[0].findings[-1].remedy


def test_what_is_held_passes_the_checks_of_the_store(small, hub, harvested, tmp_path):
    write_crate(small, "small", tmp_path / "crate")
    harvested("file: crate")

    found = {f.rule: f.severity for _, findings in check_store(hub) for f in findings}

    assert found["Participant-hasTenure"] == "info"
    assert "violation" not in found.values()
