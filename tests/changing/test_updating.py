"""A SPARQL Update is one step: what it may see, what it changes, what follows."""

import pytest

from kg import index
from kg.changing import update
from kg.closure import derive, load_schema
from kg.errors import StudyRefused
from kg.graph import open_graph
from kg.loading import load
from kg.namespaces import derived_graph, mapping_graph, study_graph
from kg.store import open_store
from kg.terms import ntriples, read_nquads

PREFIXES = """
PREFIX pif: <https://w3id.org/pif-kg/ontology#>
PREFIX c: <https://w3id.org/pif-kg/scheme/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX small: <https://w3id.org/pif-kg/study/small-study/quote/>
PREFIX said: <https://w3id.org/pif-kg/graph/study/>
PREFIX maps: <https://w3id.org/pif-kg/graph/mapping/>
"""
NOTE = "<https://w3id.org/pif-kg/ontology#note>"


def change(store, sparql, **options):
    return update(store, PREFIXES + sparql, **options)


def graphs(store, study="small-study"):
    return read_nquads(store.read_study(study))


def notes(store, study="small-study"):
    """Return what has a note, by the last part of its address, with the note."""
    said = graphs(store, study).get(study_graph(study), ())
    return {(s.rpartition("/")[2][:-1], o[1:-1]) for s, p, o in said if p == NOTE}


def test_data_is_inserted_and_deleted_in_every_kind_of_store(any_store):
    before = any_store.revision()

    done = change(any_store, 'INSERT DATA { GRAPH said:small-study { small:Q1 pif:note "seen" } }')
    assert [(s.study, s.outcome, s.added, s.removed) for s in done.studies] == [
        ("small-study", "replaced", 1, 0)
    ]
    assert done.revision == any_store.revision() != before
    assert ("Q1", "seen") in notes(any_store)

    change(any_store, 'DELETE DATA { GRAPH said:small-study { small:Q1 pif:note "seen" } }')
    assert any_store.revision() == before


def test_several_studies_change_in_one_step_in_every_kind_of_store(any_store):
    done = change(
        any_store,
        """
        INSERT { GRAPH ?g { ?q pif:note "both" } } WHERE { GRAPH ?g { ?q pif:identifier "Q1" } } ;
        DELETE WHERE { GRAPH maps:other { ?s ?p ?o } }
        """,
    )

    assert [(s.study, s.added, s.removed) for s in done.studies] == [
        ("other", 1, 21),
        ("small-study", 1, 0),
    ]
    assert ("Q1", "both") in notes(any_store) & notes(any_store, "other")
    assert mapping_graph("other") not in graphs(any_store, "other")
    assert any_store.query("ASK { ?q ?p 'both' }").truth is True


def test_outside_of_graph_a_where_sees_all_graphs_derived_ones_too(store):
    supporting = store.query(
        PREFIXES + "SELECT ?q { ?q pif:supports c:patching ; pif:ofStudy ?s }"
    ).rows()
    expected = {row["q"].rpartition("/")[2][:-1] for row in supporting}

    change(
        store,
        """
        INSERT { GRAPH said:small-study { ?q pif:note "patches" } }
        WHERE {
          ?q pif:supports c:patching ; pif:ofStudy <https://w3id.org/pif-kg/study/small-study> .
          c:patching skos:prefLabel ?label .
        }
        """,
    )

    assert {q for q, note in notes(store) if note == "patches"} == expected != set()


def test_a_later_operation_sees_in_the_union_what_an_earlier_one_did(store):
    change(
        store,
        """
        INSERT { GRAPH said:small-study { ?q pif:note "one" } }
        WHERE { ?q pif:identifier "Q1" FILTER(STRSTARTS(STR(?q), STR(small:))) } ;
        INSERT { GRAPH said:small-study { ?q pif:note "two" } } WHERE { ?q pif:note "one" } ;
        DELETE { GRAPH said:small-study { ?q pif:note "one" } } WHERE { ?q pif:note "two" } ;
        INSERT { GRAPH said:small-study { ?q pif:note "three" } } WHERE { ?q pif:note "one" }
        """,
    )

    assert {note for q, note in notes(store) if q == "Q1"} >= {"two"}
    assert not {"one", "three"} & {note for _, note in notes(store)}


@pytest.mark.parametrize(
    "where",
    [
        "USING <https://w3id.org/pif-kg/graph/study/other> WHERE { ?q pif:identifier 'Q1' }",
        "USING NAMED said:other WHERE { GRAPH ?g { ?q pif:identifier 'Q1' } }",
        "WHERE { GRAPH said:other { ?q pif:identifier 'Q1' } }",
    ],
)
def test_an_update_can_choose_the_graphs_it_sees(store, where):
    change(store, "INSERT { GRAPH said:other { ?q pif:note 'chosen' } } " + where)

    assert ("Q1", "chosen") in notes(store, "other")
    assert "chosen" not in {note for _, note in notes(store)}


def test_with_names_the_graph_of_template_and_pattern(store):
    change(
        store,
        "WITH said:other DELETE { ?q pif:text ?t } INSERT { ?q pif:text 'Changed.', ?t } "
        "WHERE { ?q a pif:Document ; pif:text ?t } ; "
        "WITH said:other INSERT { ?q pif:note 'with' } WHERE { ?q pif:identifier 'Q1' }",
    )

    assert ("Q1", "with") in notes(store, "other")
    assert "with" not in {note for _, note in notes(store)}


@pytest.mark.parametrize(
    "sparql",
    [
        "INSERT { GRAPH said:other { ?q pif:note 'given' } } WHERE { ?q pif:identifier 'Q1' }",
        "INSERT { GRAPH ?g { ?q pif:note 'given' } } WHERE { GRAPH ?g { ?q pif:identifier 'Q1' } }",
    ],
)
def test_the_request_can_choose_the_graphs_it_sees(store, sparql):
    other = study_graph("other")

    change(store, sparql, default_graphs=[other], named_graphs=[other])

    assert ("Q1", "given") in notes(store, "other")
    assert "given" not in {note for _, note in notes(store)}


def test_graphs_named_by_the_request_bound_a_delete_where_too(store):
    change(store, "INSERT { GRAPH ?g { ?q pif:note 'x' } } WHERE { GRAPH ?g { ?q a pif:Quote } }")

    change(
        store,
        "DELETE WHERE { GRAPH ?g { ?q pif:note 'x' } }",
        named_graphs=[study_graph("other")],
    )

    assert "x" in {note for _, note in notes(store)}
    assert "x" not in {note for _, note in notes(store, "other")}


def test_what_follows_from_a_study_is_derived_anew(store):
    change(
        store,
        "DELETE WHERE { GRAPH maps:small-study { ?mapping ?p ?o } } ; "
        "INSERT DATA { GRAPH said:small-study { small:Q1 pif:note 'n' } }",
    )

    now = graphs(store)
    derived = now.pop(derived_graph("small-study"))
    assert derived == derive(now, schema=load_schema())
    assert derived != graphs(store, "other")[derived_graph("other")]


def test_the_index_answers_at_once_with_what_changed(store):
    index.update(store)
    change(
        store,
        "DELETE { GRAPH said:small-study { small:Q1 pif:text ?t } } "
        "INSERT { GRAPH said:small-study { small:Q1 pif:text 'Zebras were mentioned.' } } "
        "WHERE { GRAPH said:small-study { small:Q1 pif:text ?t } } ; "
        "DELETE WHERE { GRAPH said:small-study { small:Q1 pif:start ?s ; pif:end ?e } }",
    )

    found = open_graph(store.address).quotes(text="zebras")

    assert [quote.quote for quote in found] == ["Q1"]


def test_a_new_graph_is_a_new_study(store):
    change(
        store,
        """
        INSERT DATA { GRAPH said:third {
          <https://w3id.org/pif-kg/study/third> a pif:Study ; pif:identifier "third" ;
            <http://purl.org/dc/terms/title> "A third study" ;
            <http://purl.org/dc/terms/license> <https://creativecommons.org/licenses/by/4.0/> .
        } }
        """,
    )

    assert [study.id for study in store.studies()] == ["other", "small-study", "third"]


@pytest.mark.parametrize(
    "sparql",
    [
        "DROP GRAPH said:other",
        "CLEAR GRAPH said:other",
        "DELETE WHERE { GRAPH said:other { ?s ?p ?o } }",
    ],
)
def test_a_study_of_which_nothing_is_left_is_removed_with_its_mappings(store, sparql):
    [gone] = change(store, sparql).studies

    assert (gone.study, gone.outcome) == ("other", "removed")
    assert [study.id for study in store.studies()] == ["small-study"]
    left = store.query("ASK { GRAPH ?g { ?s ?p ?o } FILTER(CONTAINS(STR(?g), 'other')) }")
    assert left.truth is False


def test_blank_nodes_get_the_addresses_that_loading_gives(store, tmp_path):
    blank = (
        "<https://w3id.org/pif-kg/study/small-study> pif:limitedBy _:c .\n"
        '_:c a pif:Limitation ; skos:prefLabel "few photos"@en ; pif:identifier "few" .\n'
    )
    before = "".join(store.read_study("small-study"))
    source = tmp_path / "the-same.trig"
    source.write_text(
        PREFIXES.replace("PREFIX", "@prefix").replace(">\n", "> .\n")
        + "".join(
            f"<{graph}> {{ {ntriples(triples)} }}\n"
            for graph, triples in read_nquads(before.splitlines(True)).items()
        )
        + f"<{study_graph('small-study')}> {{ {blank} }}\n",
        encoding="utf-8",
    )
    loaded = open_store(tmp_path / "loaded")
    load(source, loaded)

    change(store, f"INSERT DATA {{ GRAPH said:small-study {{ {blank} }} }}")
    again = change(store, f"INSERT DATA {{ GRAPH said:small-study {{ {blank} }} }}")

    assert list(store.read_study("small-study")) == list(loaded.read_study("small-study"))
    assert "".join(store.read_study("small-study")) != before
    assert not again, "the same blank node twice is there once"


def test_numbers_are_kept_as_they_are_written_unless_they_change(store):
    before = graphs(store)
    change(
        store,
        'INSERT DATA { GRAPH said:small-study { small:Q1 pif:note "a", "b" } } ;'
        'DELETE DATA { GRAPH said:small-study { small:Q1 pif:note "a", "b" } }',
    )

    assert graphs(store) == before


def test_a_number_can_be_deleted_however_it_is_written(tmp_path, backup):
    """An engine takes 01 for 1 and writes 1; the study was written with 01."""
    written = open_store(tmp_path / "store")
    written.restore(backup)
    said = graphs(written)
    own = said[study_graph("small-study")]
    [year] = [t for t in own if t[1].endswith("#trainingYear>")][:1]
    other = year[2].replace('"', '"0', 1)
    own.remove(year)
    own.add((year[0], year[1], other))
    written.replace("small-study", said)

    # Something else changes: it stays as it was written.
    change(written, "INSERT DATA { GRAPH said:small-study { small:Q1 pif:note 'x' } }")
    assert (year[0], year[1], other) in graphs(written)[study_graph("small-study")]

    change(written, f"DELETE DATA {{ GRAPH said:small-study {{ {year[0]} {year[1]} {other} }} }}")
    assert not [t for t in graphs(written)[study_graph("small-study")] if t[:2] == year[:2]]


def test_what_changes_nothing_leaves_everything_as_it_was(store):
    before = store.revision()

    done = change(store, "DELETE DATA { GRAPH said:small-study { small:nobody pif:note 'x' } }")

    assert not done
    assert done.revision == store.revision() == before
    assert not change(store, "")


def test_a_study_that_would_break_a_rule_keeps_every_study_as_it_was(any_store):
    before = any_store.revision()

    with pytest.raises(StudyRefused) as refused:
        change(
            any_store,
            "INSERT DATA { GRAPH said:other { small:x pif:note 'x' } } ; "
            "DELETE { GRAPH said:small-study { small:Q1 pif:text ?t } } "
            "WHERE { GRAPH said:small-study { small:Q1 pif:text ?t } }",
        )

    assert any_store.revision() == before
    assert {f.rule for f in refused.value.findings if f.severity == "violation"} >= {"other-study"}


def test_findings_name_the_thing_and_say_what_to_do(store):
    with pytest.raises(StudyRefused) as refused:
        change(store, "DELETE WHERE { GRAPH said:small-study { small:Q1 pif:text ?t } }")

    [violation] = [f for f in refused.value.findings if f.severity == "violation"]
    assert violation.focus == "https://w3id.org/pif-kg/study/small-study/quote/Q1"
    assert "text" in violation.message
    assert violation.remedy
