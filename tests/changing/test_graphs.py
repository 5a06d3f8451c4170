"""One graph written as a whole: in place of what was there, added, or taken out."""

import gzip

import pyoxigraph as ox
import pytest

from kg.changing import MEDIA_TYPES, Bounds, delete_graph, post_graph, put_graph
from kg.errors import LimitReached, StudyRefused, UnknownThing, UsageError
from kg.namespaces import derived_graph, mapping_graph, study_graph
from kg.terms import ntriples, read_nquads

SAID, MAPS = study_graph("small-study"), mapping_graph("small-study")
FORMATS = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
}
NOTE = (
    b"<https://w3id.org/pif-kg/study/small-study/quote/Q1>"
    b' <https://w3id.org/pif-kg/ontology#note> "n" .'
)


def graph(store, name, study="small-study"):
    return read_nquads(store.read_study(study)).get(name, set())


def written(triples, media_type):
    parsed = (quad.triple for quad in ox.parse(ntriples(triples), ox.RdfFormat.N_TRIPLES))
    return ox.serialize(parsed, format=FORMATS[media_type])


@pytest.mark.parametrize("media_type", MEDIA_TYPES)
def test_what_is_put_is_what_stands_there_in_every_format(store, media_type):
    before, revision = graph(store, SAID), store.revision()
    put_graph(store, MAPS, written(graph(store, MAPS), media_type), media_type)
    assert store.revision() == revision, "the same again is no change"

    post_graph(store, SAID, NOTE, "text/turtle")
    [again] = put_graph(store, SAID, written(before, media_type), media_type).studies

    assert (again.outcome, again.added, again.removed) == ("replaced", 0, 1)
    assert store.revision() == revision


def test_what_is_posted_is_added_in_every_kind_of_store(any_store):
    before = graph(any_store, SAID)

    [done] = post_graph(any_store, SAID, NOTE, "text/turtle; charset=UTF-8").studies

    assert (done.study, done.added, done.removed) == ("small-study", 1, 0)
    assert len(graph(any_store, SAID) - before) == 1
    assert graph(any_store, derived_graph("small-study"))


def test_posting_nothing_changes_nothing(store):
    assert not post_graph(store, SAID, b"  \n", "text/turtle")
    assert not post_graph(store, SAID, b"# nothing", "text/turtle")


def test_a_study_is_put_under_its_graph_and_its_mappings_under_theirs(store):
    said, maps = (
        ntriples(graph(store, name)).replace("small-study", "third").encode()
        for name in (SAID, MAPS)
    )
    with pytest.raises(UnknownThing, match="Write the study first"):
        put_graph(store, mapping_graph("third"), maps, "application/n-triples")

    [study] = put_graph(store, study_graph("third"), said, "application/n-triples").studies
    put_graph(store, mapping_graph("third"), maps, "application/n-triples")

    assert study.outcome == "added"
    assert len(list(store.read_study("third"))) == len(list(store.read_study("small-study")))


def test_relative_addresses_are_those_of_the_graph(store):
    turtle = b"<../../study/other/quote/Q1> <../../ontology#note> 'n' ."

    post_graph(store, study_graph("other"), turtle, "text/turtle")

    [line] = [line for line in store.read_study("other") if '#note> "n" ' in line]
    assert line.startswith("<https://w3id.org/pif-kg/study/other/quote/Q1> <https://w3id.org/pif")


def test_deleting_mappings_leaves_the_study_and_deleting_the_study_leaves_nothing(any_store):
    [less] = delete_graph(any_store, MAPS).studies
    assert (less.outcome, less.removed) == ("replaced", 21)

    [gone] = delete_graph(any_store, SAID).studies
    assert (gone.study, gone.outcome) == ("small-study", "removed")
    assert [study.id for study in any_store.studies()] == ["other"]
    for name in (SAID, MAPS):
        with pytest.raises(UnknownThing):
            delete_graph(any_store, name)


def test_what_breaks_a_rule_is_told_and_not_kept(store):
    before = store.revision()
    quote = "<https://w3id.org/pif-kg/study/small-study/quote/Q1>"
    less = {
        t for t in graph(store, SAID) if t[:2] != (quote, "<https://w3id.org/pif-kg/ontology#text>")
    }

    with pytest.raises(StudyRefused) as refused:
        put_graph(store, SAID, ntriples(less).encode(), "application/n-triples")

    assert "Quote-text" in {f.rule for f in refused.value.findings}
    assert SAID in refused.value.message
    assert store.revision() == before


@pytest.mark.parametrize(
    ("name", "says"),
    [
        (derived_graph("small-study"), "what follows from a study"),
        ("https://w3id.org/pif-kg/graph/ontology", "comes with pif-kg"),
        ("https://example.org/", "is not the graph of a study"),
        ("", "default graph"),
        (study_graph("../x"), "cannot be the graph of a study"),
        (study_graph(""), "it is empty"),
    ],
)
@pytest.mark.parametrize("write", [put_graph, post_graph])
def test_only_graphs_of_studies_are_written(store, write, name, says):
    with pytest.raises(UsageError, match=says):
        write(store, name, NOTE, "text/turtle")
    with pytest.raises(UsageError, match=says):
        delete_graph(store, name)


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(8))
    + b']><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:x="x:">'
    b'<rdf:Description rdf:about="x:y"><x:z>&i;</x:z></rdf:Description></rdf:RDF>'
)
XXE = (
    b'<!DOCTYPE r [<!ENTITY a SYSTEM "LISTENER">]>'
    b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:x="x:">'
    b'<rdf:Description rdf:about="x:y"><x:z>&a;</x:z></rdf:Description></rdf:RDF>'
)


@pytest.mark.parametrize(
    ("data", "media_type", "says"),
    [
        (b"nonsense", "text/turtle", "cannot be parsed.*Line 1"),
        (b"<x:a> <x:b> <x:c>", "application/n-triples", "cannot be parsed"),
        (b"<x:a> <x:b> <x:c> <x:g> .", "application/n-triples", "cannot be parsed"),
        (b"\xff\xfe<\x00", "text/turtle", "cannot be parsed"),
        (BOMB, "application/rdf+xml", "DOCTYPE"),
        (XXE, "application/rdf+xml", "DOCTYPE"),
        (XXE.decode().encode("utf-16"), "application/rdf+xml", "UTF-16|DOCTYPE"),
        (b"<rdf:RDF", "application/rdf+xml", "not XML"),
        (b'{"@context": "LISTENER", "@id": "x:y"}', "application/ld+json", "lies elsewhere"),
        (b'{"@id": "x:g", "@graph": [{"@id": "x:y", "x:p": 1}]}', "application/ld+json", "own"),
        (b"[" * 100_000, "application/ld+json", "cannot be parsed|memory"),
        (b"{", "application/ld+json", "cannot be parsed"),
        (NOTE, "application/n-quads", "is not read here"),
        (NOTE, "", "No media type"),
        (NOTE, "text/turtle; charset=utf-16", "character set"),
        (gzip.compress(NOTE, mtime=0), "text/turtle", "cannot be parsed"),
        (b"<x:a> <x:b> <<( <x:c> <x:d> <x:e> )>> .", "text/turtle", "RDF 1.1"),
    ],
)
def test_what_is_no_rdf_is_told_and_nothing_is_fetched(store, listener, data, media_type, says):
    address, came = listener
    data = data.replace(b"LISTENER", address.encode())
    before = store.revision()

    with pytest.raises((UsageError, LimitReached), match=says):
        put_graph(store, SAID, data, media_type)

    assert store.revision() == before
    assert came == []


@pytest.mark.parametrize("data", [b"", b" ", b"@prefix x: <x:> ."])
def test_putting_nothing_is_no_way_to_remove_a_study(store, data):
    with pytest.raises(UsageError, match="delete it"):
        put_graph(store, SAID, data, "text/turtle")


def test_too_much_is_refused_before_it_is_read(store):
    with pytest.raises(LimitReached, match="1,000 bytes"):
        put_graph(store, SAID, NOTE * 20, "text/turtle", bounds=Bounds(data=1000))
