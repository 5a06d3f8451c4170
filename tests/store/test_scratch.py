"""The store in memory that conformance drivers change: whole steps, and graphs that are there."""

import pytest

from kg.errors import UnknownThing, UsageError
from kg.store.scratch import ScratchStore

G, H = "http://e/g", "http://e/h"
ONE = (b"<http://e/s> <http://e/p> 1 .", ".ttl")


@pytest.fixture
def scratch():
    return ScratchStore()


def lines(scratch, graph):
    return sorted(b"".join(scratch.read(graph).write("ntriples")).decode().splitlines())


def test_the_default_graph_stands_by_itself(scratch):
    scratch.put(G, [ONE])

    assert scratch.query("ASK { ?s ?p ?o }").truth is False
    assert scratch.query("ASK { GRAPH ?g { ?s ?p ?o } }").truth is True
    assert scratch.query("ASK { ?s ?p ?o }", [G]).truth is True
    assert scratch.query("ASK { GRAPH ?g { ?s ?p ?o } }", [G]).truth is False
    assert scratch.query(f"ASK FROM <{G}> {{ ?s ?p ?o }}", None, [G]).truth is False


def test_an_update_that_fails_changes_nothing(scratch):
    scratch.put(None, [ONE])
    revision = scratch.revision()

    for update in (
        f"CLEAR ALL ; CLEAR GRAPH <{H}>",
        f"CLEAR ALL ; PREFIX a: <a:> CLEAR GRAPH <{H}>",
        "CLEAR ALL ; CLEAR XYZ",
        "CLEAR ALL ; PREFIX a: <a:> CLEAR XYZ",
    ):
        with pytest.raises(UsageError):
            scratch.update(update)

    assert len(lines(scratch, None)) == 1
    assert scratch.revision() == revision


@pytest.mark.parametrize(
    ("update", "there"),
    [
        ("CLEAR ALL", set()),
        ("DROP ALL", set()),
        (f"CLEAR GRAPH <{G}>", {H}),
        (f"DELETE WHERE {{ GRAPH <{G}> {{ ?s ?p ?o }} }}", {H}),
        (f"MOVE <{G}> TO <{H}>", {H}),
        ("CREATE GRAPH <http://e/new>", {G, H, "http://e/new"}),
        ("INSERT DATA { <a:s> <a:p> 1 }", {G, H}),
    ],
)
def test_what_an_update_empties_is_gone(scratch, update, there):
    scratch.put(G, [ONE])
    scratch.put(H, [ONE])

    scratch.update(update)

    assert set(scratch.graphs()) == there


def test_a_graph_that_was_made_empty_stays(scratch):
    assert scratch.put(G, [(b"", ".ttl")]) is True
    scratch.update("INSERT DATA { <a:s> <a:p> 1 }")

    assert scratch.holds(G)
    assert scratch.put(G, [ONE]) is False


def test_documents_sent_together_share_no_blank_node(scratch):
    body = (b'_:a <http://e/p> "x" .', ".nt")

    scratch.put(G, [body, body])

    assert len(lines(scratch, G)) == 2


def test_a_document_that_cannot_be_read_changes_nothing(scratch):
    scratch.put(G, [ONE])

    for body in ((b"<a", ".ttl"), (b"<a:g> { <a:s> <a:p> 1 }", ".trig"), (b"<x/>", ".rdf")):
        with pytest.raises(UsageError):
            scratch.put(G, [ONE, body])

    assert len(lines(scratch, G)) == 1


def test_what_is_not_there_cannot_be_read_or_taken_out(scratch):
    for action in (scratch.read, scratch.delete):
        with pytest.raises(UnknownThing):
            action(G)


def test_every_change_is_another_revision(scratch):
    seen = {scratch.revision()}
    for change in (
        lambda: scratch.put(G, [ONE]),
        lambda: scratch.post(G, [ONE]),
        lambda: scratch.update("CLEAR ALL"),
        lambda: scratch.delete(None),
    ):
        change()
        seen.add(scratch.revision())

    assert len(seen) == 5
