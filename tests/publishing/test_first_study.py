"""Of the first study all quotes are public, with speakers and roles; little else stays behind."""

from __future__ import annotations

from collections import Counter

import pytest

from kg import index
from kg.findings import violations
from kg.graph import Graph
from kg.loading import check_store
from kg.namespaces import BASE
from kg.publishing import project, public_store
from kg.queries import list_queries, load_query, run
from kg.store import open_store
from kg.terms import read_nquads

# How many documents there are, of which eleven were never quoted in public.
DIFFERS = {"study-overview"}


@pytest.fixture(scope="module")
def both(study_store, tmp_path_factory):
    public = public_store(study_store, folder=tmp_path_factory.mktemp("public") / "first")
    yield study_store, public
    public.close()


def answer(store, name):
    return [sorted(row.items()) for row in run(store, load_query(name), {}).rows()]


def test_all_quotes_are_public_with_speakers_and_roles(both):
    original, public = (Graph(store).quotes() for store in both)

    assert public.total == 27
    assert sum(bool(quote.participant) for quote in public) == 24  # three diaries name nobody
    assert all(quote.role for quote in public)
    assert list(public) == list(original)


def test_which_quotes_support_patching_is_answered_whole(both):
    original, public = (Graph(store).quotes(supports="patching", mode="scheme") for store in both)

    assert [(q.quote, q.participant, q.role) for q in public] == [("Q27", "NP1", "peer-mentor")]
    assert list(public) == list(original)


@pytest.mark.parametrize("name", [q.name for q in list_queries() if q.name not in DIFFERS])
def test_answers_that_rest_on_public_facts_are_the_same(both, name):
    original, public = both

    assert answer(public, name) == answer(original, name)


@pytest.mark.parametrize("name", sorted(DIFFERS))
def test_answers_that_count_what_stays_behind_are_other(both, name):
    original, public = both

    assert answer(public, name) != answer(original, name)


def test_every_reason_is_the_same_in_public(both):
    original, public = (Graph(store) for store in both)

    assert public.explain("Q27", "patching") == original.explain("Q27", "patching")


def test_what_stays_behind_is_attributes_and_unquoted_documents(study_store):
    graphs = read_nquads(study_store.read_study("krishna2024"))

    withheld = project("krishna2024", graphs).withheld

    assert Counter(w.reason for w in withheld) == {"attribute": 172, "access": 11}
    assert {w.iri.split("/")[-2] for w in withheld if w.reason == "access"} == {"document"}


def test_it_stands_by_itself(both):
    _, public = both
    graphs = read_nquads(public.read_study("krishna2024"))

    again = project("krishna2024", graphs)

    assert again.graphs == graphs
    assert again.withheld == []
    [(_, found)] = check_store(public)
    assert violations(found) == []


def test_the_index_holds_no_attribute_but_those_published(both):
    _, public = both

    opened = index.open_index(public)

    assert opened.revision == public.revision()
    statuses = public.query(
        f"SELECT DISTINCT ?s {{ ?p <{BASE}ontology#trainingStatus> ?s }}"
    ).rows()
    assert {row["s"] for row in statuses} == {'"medical-student"', '"resident"'}
    assert public.query(f"ASK {{ ?p <{BASE}ontology#trainingYear> ?s }}").truth is False


def test_opened_by_itself_it_answers_the_same(both):
    _, public = both
    alone = open_store(public.address)

    assert Graph(alone).quotes().total == 27
    alone.close()
