"""Every kind of store keeps sets of mappings beside studies, and tells them apart."""

import generated_studies
import mapping_sets

from kg.mapping import following, keeping
from kg.namespaces import derived_from_set, mapping_graph
from kg.store import document, open_store

TABLE = mapping_sets.HEAD + "alpha/k1\tskos:exactMatch\tc:patching\tsemapv:MappingReview\tTeam\n"


def put(store, study):
    graphs = generated_studies.graphs_of(study, quotes=8)
    with store.writing("test"):
        following.put(store, document.from_graphs(study, graphs).pack(), graphs)


def held(store):
    return {unit.id: "".join(store.read_study(unit.id)) for unit in store.units()}


def test_a_set_is_kept_beside_studies_and_follows_them(store, tmp_path):
    put(store, "alpha")
    before, revision = held(store), store.revision()

    mapping_sets.load(store, tmp_path, "hub", TABLE)
    put(store, "beta-2")

    assert [study.id for study in store.studies()] == ["alpha", "beta-2"]
    assert [unit.id for unit in store.units()] == ["alpha", "beta-2", "mapping:hub"]
    assert f"<{derived_from_set('hub')}>" in held(store)["mapping:hub"]
    asked = store.query(f"ASK {{ GRAPH <{mapping_graph('hub')}> {{ ?s ?p ?o }} }}")
    assert asked.truth
    with store.writing("test"):
        following.remove(store, "beta-2")
        following.remove(store, "alpha")
    assert "alpha/quote" not in held(store)["mapping:hub"]
    put(store, "alpha")
    keeping.remove_set(store, "hub")
    assert (held(store), store.revision()) == (before, revision)


def test_a_backup_of_any_store_holds_its_sets(store, tmp_path):
    put(store, "alpha")
    mapping_sets.load(store, tmp_path, "hub", TABLE)
    store.backup(tmp_path / "all")
    folder = open_store(tmp_path / "folder")

    folder.restore(tmp_path / "all")

    assert held(folder) == held(store)
    assert folder.revision() == store.revision()
