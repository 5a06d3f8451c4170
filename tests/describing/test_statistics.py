"""Counts of the whole graph and of one study, held against a count done by hand."""

from collections import Counter, defaultdict

import pytest

from kg.describing.statistics import statistics, study_statistics
from kg.errors import UnknownThing
from kg.namespaces import PIF, RDF, SKOS
from kg.store import open_store
from kg.terms import A, iri, text, value_of

TYPE = f"<{RDF}type>"


@pytest.fixture
def rows(study_store):
    """Every quad of the store, as the store itself gives them."""
    asked = "SELECT ?g ?s ?p ?o WHERE { GRAPH ?g { ?s ?p ?o } }"
    return [(r["g"], r["s"], r["p"], r["o"]) for r in study_store.query(asked).rows()]


def by_hand(rows):
    properties = Counter(p for _, _, p, _ in rows)
    subjects, objects, members = defaultdict(set), defaultdict(set), defaultdict(set)
    for _, s, p, o in rows:
        subjects[p].add(s)
        objects[p].add(o)
        if p == TYPE and o.startswith("<"):
            members[o].add(s)
    return properties, subjects, objects, members


def test_counts_are_those_of_a_count_by_hand(study_store, rows):
    found = statistics(study_store)

    properties, subjects, objects, members = by_hand(rows)
    assert found.triples == len(rows)
    assert found.entities == len({s for _, s, _, _ in rows if s.startswith("<")})
    assert {p.iri: (p.triples, p.subjects, p.objects) for p in found.property_partitions} == {
        value_of(p): (n, len(subjects[p]), len(objects[p])) for p, n in properties.items()
    }
    assert {c.iri: c.entities for c in found.class_partitions} == {
        value_of(c): len(held) for c, held in members.items()
    }
    assert {g.iri: g.triples for g in found.graphs} == {
        value_of(g): n for g, n in Counter(g for g, _, _, _ in rows).items()
    }
    assert found.entities_of(f"{PIF}Quote") == 27
    assert found.triples_with(f"{SKOS}exactMatch") > 0


def test_counts_of_a_study_are_those_of_its_document(study_store):
    found = study_statistics(study_store, "krishna2024")

    [study] = study_store.studies()
    assert found.triples == study.quads == sum(g.triples for g in found.graphs)
    assert len(found.graphs) == 3
    assert found.entities_of(f"{PIF}Claim") == 97


def test_a_study_that_is_not_there_is_an_error(study_store):
    with pytest.raises(UnknownThing, match="no study 'nope'"):
        study_statistics(study_store, "nope")


class Counting:
    """A store that says how often it was asked."""

    def __init__(self, store):
        self._store = store
        self.asked = 0

    def query(self, *given):
        self.asked += 1
        return self._store.query(*given)

    def __getattr__(self, name):
        return getattr(self._store, name)


@pytest.fixture
def store(tmp_path):
    with_one = open_store(tmp_path / "store")
    put(with_one, "a", ["Q1"])
    yield Counting(with_one)
    with_one.close()


def put(store, study, quotes):
    thing = f"https://w3id.org/pif-kg/study/{study}/quote/"
    graph = f"https://w3id.org/pif-kg/graph/study/{study}"
    said = [(iri(thing + q), A, iri(f"{PIF}Quote")) for q in quotes]
    store.replace(
        study, {graph: [*said, (iri(f"{thing}{quotes[0]}"), iri(f"{PIF}text"), text("w"))]}
    )


def test_nothing_is_counted_twice_until_the_store_changes(store):
    first = statistics(store)
    asked = store.asked
    again = statistics(store)
    assert store.asked == asked
    assert again == first

    put(store, "a", ["Q1", "Q2"])

    assert statistics(store).entities_of(f"{PIF}Quote") == 2
    assert statistics(store).triples == first.triples + 1


def test_a_statement_of_two_graphs_counts_in_each(store):
    shared = (iri("https://doi.org/10.1/x"), A, iri("http://purl.org/spar/fabio/Work"))
    before = statistics(store)
    for study in ("b", "c"):
        store.replace(study, {f"https://w3id.org/pif-kg/graph/study/{study}": [shared]})

    after = statistics(store)

    assert after.triples == before.triples + 2
    assert after.entities == before.entities + 1
    assert after.entities_of("http://purl.org/spar/fabio/Work") == 1
