"""A store on a SPARQL endpoint is described as the same studies in a folder are."""

import pytest
from store_kinds import opened

from kg.describing import links
from kg.describing.annotation import annotation
from kg.describing.dates import changed
from kg.describing.document import document, provenance_of
from kg.describing.dumps import FORMATS, dump_study
from kg.describing.listing import shared, things, works
from kg.describing.memory import Memory, steady
from kg.describing.nearest import unknown
from kg.describing.statistics import statistics, study_statistics
from kg.describing.studies import studies
from kg.describing.thing import describe
from kg.loading import load
from kg.namespaces import BASE, PIF
from kg.terms import iri

STUDY = f"{BASE}study/krishna2024"


@pytest.fixture(scope="module", params=["remote", "remote with a union"])
def remote(request, tmp_path_factory):
    with opened(request.param, tmp_path_factory.mktemp("remote")) as store:
        load("krishna2024", store)
        yield store


def told(store, thing):
    def make(memory):
        found = describe(store, memory, thing, out=20, into=20)
        return document(found, provenance_of(store, memory, found), "http://e.org/x", page)

    def page(direction, predicate, key):
        return f"http://e.org/x?{direction}&{key}"

    return steady(store, make)


@pytest.mark.parametrize(
    "thing",
    [f"{STUDY}/quote/Q27", STUDY, f"{BASE}scheme/identity-work", f"{STUDY}/coder/authors",
     "https://doi.org/10.1186/s12909-024-05992-0"],
)  # fmt: skip
def test_documents_are_the_same(remote, study_store, thing):
    assert told(remote, thing) == told(study_store, thing)


def test_counts_are_the_same(remote, study_store):
    found, expected = statistics(remote), statistics(study_store)
    # An endpoint with a union of its own also shows the graph in which the store keeps its books.
    books = [g for g in found.graphs if g.iri == f"{BASE}graph/store"]
    assert set(found.graphs) - set(books) == set(expected.graphs)
    assert found.triples - sum(g.triples for g in books) == expected.triples
    assert found.class_partitions == expected.class_partitions
    assert study_statistics(remote, "krishna2024") == study_statistics(study_store, "krishna2024")


@pytest.mark.parametrize("kept", [200_000, 5])
def test_lists_are_the_same(remote, monkeypatch, kept):
    monkeypatch.setattr(links, "KEPT", kept)
    memory, found, after = Memory(remote.revision()), [], ""
    while True:
        page = links.page(
            remote, memory, iri(STUDY), iri(f"{PIF}ofStudy"), "in", size=100, after=after
        )
        found += [member.term for member in page.members]
        if page.next is None:
            break
        after = page.next

    assert len(found) == len(set(found)) == page.count == 553


def test_catalogues_and_dumps_are_the_same(remote, study_store):
    for store in (remote, study_store):
        assert [s.id for s in studies(store, Memory(store.revision()))] == ["krishna2024"]
    assert shared(remote) == shared(study_store)
    ours, theirs = (works(store, Memory(store.revision()), 1) for store in (study_store, remote))
    assert theirs == ours != []
    assert things(remote, "krishna2024", 1) == things(study_store, "krishna2024", 1)
    [held], [there] = study_store.studies(), remote.studies()
    for format in (FORMATS["nq"], FORMATS["ttl"]):
        ours = b"".join(dump_study(study_store, held, format).chunks)
        assert b"".join(dump_study(remote, there, format).chunks) == ours


def test_annotations_and_misspellings_are_the_same(remote, study_store):
    quote, wrong = f"{STUDY}/quote/Q27", f"{STUDY}/quote/q5"
    one, other = (
        (annotation(store, Memory(""), quote, closed=True), str(unknown(store, Memory(""), wrong)))
        for store in (remote, study_store)
    )

    assert one == other
    assert "Q05" in one[1]


def test_it_does_not_say_when_it_changed(remote, study_store):
    assert changed(remote) is None
    assert changed(study_store) is not None
