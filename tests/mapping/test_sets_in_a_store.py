"""Two studies with different codebooks answer one question through sets; what goes, goes whole."""

import sqlite3

import generated_studies
import mapping_sets
import pytest

from kg.changing import delete_graph
from kg.errors import StudyRefused, UnknownThing, UsageError
from kg.evidence.answering import answer
from kg.evidence.question import Has
from kg.explain import as_text, explain
from kg.index import open_index
from kg.loading import check_store
from kg.loading import load as load_study
from kg.mapping import asking, following, keeping
from kg.mapping.reading import read_set
from kg.mapping.writing import sssom
from kg.namespaces import derived_from_set, mapping_graph, study_graph
from kg.store import document, open_store

HEAD = mapping_sets.HEAD
HUB = HEAD + (
    "alpha/k1\tskos:exactMatch\tc:patching\tsemapv:ManualMappingCuration\tThe hub\n"
    "beta-2/k2\tskos:broadMatch\tc:patching\tsemapv:ManualMappingCuration\tThe hub\n"
)
OTHER = HEAD + "alpha/k1\tskos:exactMatch\tc:splinting\tsemapv:MappingReview\tTeam B\n"


def put(store, study, **how):
    """Put a made-up study in, the way a load does."""
    graphs = generated_studies.graphs_of(study, **how)
    with store.writing("test"):
        return following.put(store, document.from_graphs(study, graphs).pack(), graphs)


def load(store, tmp_path, name, text, **how):
    mapping_sets.load(store, tmp_path, name, text, **how)


def files(store):
    """Every byte of what the store keeps."""
    return {unit.id: (unit.digest, "".join(store.read_study(unit.id))) for unit in store.units()}


def indexed(store):
    """What the index holds, whatever numbers its rows have and whatever was there before."""
    open_index(store)
    found = {}
    with sqlite3.connect(f"{store.address}/index.sqlite") as db:
        for table in ("study", "quote", "shared", "own", "label", "same", "crossing",
                      "foreign_fact", "mapping_set", "mapped"):  # fmt: skip
            found[table] = sorted(map(repr, db.execute(f"SELECT * FROM {table}")))
    return found


@pytest.fixture
def store(tmp_path):
    """Two studies whose codebooks have nothing to do with each other."""
    found = open_store(tmp_path / "store")
    put(found, "alpha")
    put(found, "beta-2")
    yield found
    found.close()


def studies_found(store, **how):
    return {
        row.study for row in answer(store, Has("construct", "patching"), limit=None, **how).rows
    }


def test_two_codebooks_answer_one_question_through_a_set(store, tmp_path):
    codes = {"alpha": "alpha/k1", "beta-2": "beta-2/k2"}
    load(store, tmp_path, "hub", HUB)
    index = open_index(store)

    found = answer(store, Has("construct", "patching"), limit=None, mappings=["hub"])

    assert {row.study for row in found.rows} == {"alpha", "beta-2"}
    for code in codes.values():
        carried = index.bitmap("code", code)
        assert carried
        assert carried <= index.choosing(["hub"]).bitmap("construct", "patching")


def test_removing_a_set_leaves_the_store_and_the_index_as_if_it_had_never_been_there(
    store, tmp_path
):
    load(store, tmp_path, "team-b", OTHER)
    before, index = files(store), indexed(store)

    load(store, tmp_path, "hub", HUB)
    assert files(store) != before
    assert indexed(store) != index
    keeping.remove_set(store, "hub")

    assert files(store) == before
    assert indexed(store) == index
    rest = list(
        store.query("SELECT ?s { GRAPH ?g { ?s ?p ?o } FILTER(CONTAINS(STR(?g), 'hub')) }").rows()
    )
    assert rest == []


def test_studies_are_the_same_bytes_with_and_without_sets(store, tmp_path):
    before = files(store)

    load(store, tmp_path, "hub", HUB)

    assert {id: held for id, held in files(store).items() if id in before} == before


def test_a_set_may_come_before_its_study_and_holds_once_it_is_there(tmp_path):
    late, early = open_store(tmp_path / "late"), open_store(tmp_path / "early")
    load(late, tmp_path, "hub", HUB)
    [_, missing] = [f for f in _findings(late, "hub") if f.rule == "mapping-study-missing"]
    assert "beta-2" in missing.message
    for study in ("alpha", "beta-2"):
        put(late, study)
        put(early, study)
    load(early, tmp_path, "hub", HUB)

    assert files(late) == files(early)
    assert studies_found(late, mappings=["hub"]) == {"alpha", "beta-2"}
    assert _findings(late, "hub") == []


def test_what_follows_from_a_set_follows_the_studies_it_concerns(store, tmp_path):
    load(store, tmp_path, "hub", HUB)
    put(store, "alpha", seed=1)
    with store.writing("test"):
        following.remove(store, "beta-2")
    anew = open_store(tmp_path / "anew")
    put(anew, "alpha", seed=1)
    load(anew, tmp_path, "hub", HUB)

    assert files(store) == files(anew)
    assert (
        answer(store, Has("construct", "patching"), limit=None).as_json()
        == answer(anew, Has("construct", "patching"), limit=None).as_json()
    )


def test_a_study_changed_graph_by_graph_takes_the_sets_along(store, tmp_path):
    load(store, tmp_path, "hub", HUB)

    delete_graph(store, study_graph("beta-2"))

    lines = "".join(store.read_study("mapping:hub"))
    assert "beta-2/quote" not in lines
    assert "alpha/quote" in lines


def test_a_name_is_a_study_or_a_set_and_never_both(store, tmp_path):
    with pytest.raises(UsageError, match="there is a study alpha"):
        load(store, tmp_path, "alpha", HUB)
    load(store, tmp_path, "Gamma", HUB)
    with pytest.raises(UsageError, match="the set of mappings Gamma is in the store"):
        put(store, "Gamma")
    with pytest.raises(UsageError, match="already in the store"):
        load(store, tmp_path, "Gamma", OTHER)
    load(store, tmp_path, "Gamma", OTHER, replace=True)
    assert asking.names(store) == ["Gamma"]
    with pytest.raises(UnknownThing, match="no set of mappings 'hub'"):
        keeping.remove_set(store, "hub")


def test_each_set_is_taken_by_itself_and_two_are_never_joined(store, tmp_path):
    bridge = HEAD + "alpha/k3\tskos:exactMatch\tbeta-2/k4\tsemapv:MappingReview\tA\n"
    onward = HEAD + "beta-2/k4\tskos:exactMatch\tc:faculty-development\tsemapv:MappingReview\tB\n"
    onward = onward.replace("c:faculty-development", "c:threshold-event")
    load(store, tmp_path, "bridge", bridge)
    load(store, tmp_path, "onward", onward)
    index = open_index(store)
    both = index.choosing(["bridge", "onward"]).bitmap("construct", "threshold-event")
    single = [
        index.choosing([n]).bitmap("construct", "threshold-event") for n in ("bridge", "onward")
    ]

    assert both == single[0] | single[1]
    assert index.bitmap("code", "alpha/k3") <= index.bitmap("construct", "beta-2/k4")


def test_an_explanation_names_the_set_who_made_it_and_why(store, tmp_path):
    load(store, tmp_path, "team-b", OTHER)
    index = open_index(store)
    only = index.bitmap("construct", "splinting") - index.choosing(["own"]).bitmap(
        "construct", "splinting"
    )
    [row] = index.rows([only.min()])

    said = " ".join(as_text(explain(store, row.iri, "splinting")).split())

    assert "by Team B, in the set of mappings team-b, made in a review" in said


def test_every_set_can_be_explained_for_every_quote_it_concerns(store, tmp_path):
    for seed in range(3):
        table = mapping_sets.table(seed, ["alpha", "beta-2"])
        load(store, tmp_path, f"set-{seed}", table)
    index = open_index(store)

    for row in index.rows(list(index.all)[::9]):
        for key in ("patching", "identity-work", "alpha/k1"):
            told = explain(store, row.iri, key)
            assert told.supports == (row.n in index.bitmap("construct", key))
            assert bool(told.ways) == told.supports


def test_a_set_written_out_is_the_same_set_when_it_is_read(store, tmp_path):
    header = (
        '#mapping_set_id: https://example.org/sets/hub\n#mapping_set_title: "Two: a reading"\n'
        "#license: CC BY 4.0\n#creator_label:\n#  - The hub\n#  - Ann\n#mapping_date: 2026-11-01\n"
        "#comment: Careful\n"
    )
    load(store, tmp_path, "hub", header + HUB.replace("alpha/k1", "alpha/k1 "))
    kept, _ = keeping.read_back(store, "hub")
    again = tmp_path / "again.sssom.tsv"
    again.write_text(sssom(kept), encoding="utf-8")

    read, findings = read_set(again)

    assert (read, findings) == (kept, [])
    assert kept.licence == "https://creativecommons.org/licenses/by/4.0/"
    assert kept.who == "Ann, The hub"


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ("k1\tskos:exactMatch\tc:patching\ts\tA", "mapping-subject"),
        ("c:patching\tskos:exactMatch\tc:splinting\ts\tA", "mapping-subject"),
        ("alpha/k1\tskos:exaktMatch\tc:patching\ts\tA", "unknown-predicate"),
        ("alpha/k1\tskos:exactMatch\tc:patchng\ts\tA", "unknown-construct"),
        ("alpha/k1\tskos:exactMatch\t\ts\tA", "missing-value"),
    ],
)
def test_a_row_that_cannot_be_read_keeps_the_set_out(store, tmp_path, row, rule):
    with pytest.raises(StudyRefused) as refused:
        load(store, tmp_path, "bad", HEAD + row + "\n")

    assert [f.rule for f in refused.value.findings if f.severity == "violation"] == [rule]
    assert refused.value.findings[0].place.row == 2
    assert asking.names(store) == []


def test_contradictions_are_found_inside_a_set_and_between_sets(store, tmp_path):
    said = "\tsemapv:ManualMappingCuration\tA\n"
    table = HEAD + "".join(
        f"{row}{said}"
        for row in (
            "alpha/k1\tskos:exactMatch\tc:patching",
            "alpha/k1\tskos:exactMatch\tc:splinting",
            "alpha/k2\tskos:exactMatch\tc:patching",
            "alpha/k2\tskos:broadMatch\tc:identity-work",
            "alpha/k3\tskos:exactMatch\tc:reflection",
            "alpha/k4\tskos:broadMatch\tbeta-2/k4",
            "alpha/k5\tskos:exactMatch\thttps://example.org/elsewhere",
        )
    )
    load(store, tmp_path, "one", table)
    load(
        store, tmp_path, "two",
        HEAD + f"beta-2/k4\tskos:exactMatch\talpha/k4{said}"
        f"alpha/k3\tskos:closeMatch\tc:reflection{said}alpha/k77\tskos:closeMatch\tc:patching{said}",
    )  # fmt: skip

    found = {(f.rule, f.focus.rpartition("/")[2]) for f in _all(store)}

    assert {
        ("mapping-two-exact", "k1"), ("mapping-exact-and-broad", "k2"),
        ("mapping-only-close", "k3"), ("mapping-cycle", "k4"), ("mapping-outside", "k5"),
        ("mapping-code-missing", "k77"),
    } <= found  # fmt: skip
    assert all(f.remedy for f in _all(store))


def test_a_backup_brings_the_sets_along(store, tmp_path):
    load(store, tmp_path, "hub", HUB)
    store.backup(tmp_path / "all.tar")
    other = open_store(tmp_path / "other")

    other.restore(tmp_path / "all.tar")

    assert files(other) == files(store)
    assert studies_found(other, mappings=["hub"]) == {"alpha", "beta-2"}
    assert [unit.id for unit in other.studies()] == ["alpha", "beta-2"]


def test_the_graphs_of_a_set_are_named_after_it(store, tmp_path):
    load(store, tmp_path, "hub", HUB)

    rows = store.query(
        "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } FILTER(CONTAINS(STR(?g), 'hub')) } ORDER BY ?g"
    ).rows()

    assert [row["g"][1:-1] for row in rows] == [derived_from_set("hub"), mapping_graph("hub")]


def _findings(store, name):
    return dict(check_store(store)).get(f"mappings {name}", [])


def _all(store):
    return [f for name, found in check_store(store) for f in found if name.startswith("mappings")]


def test_loading_a_study_says_what_the_sets_that_are_there_contradict(tmp_path):
    store = open_store(tmp_path / "later")
    table = (
        HEAD + "krishna2024/d2.4-patching\tskos:exactMatch\tc:splinting\tsemapv:MappingReview\tB\n"
    )
    load(store, tmp_path, "team-b", table)

    loaded = load_study("krishna2024", store)

    [met] = [f for f in loaded.findings if f.rule == "mapping-two-exact"]
    assert "exactMatch splinting (the set team-b, B)" in met.message
    assert "krishna2024's own mappings" in met.message
