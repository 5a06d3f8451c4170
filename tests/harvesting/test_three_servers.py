"""A hub over three servers: what changes, what breaks, what is withdrawn."""

import sqlite3
from dataclasses import replace

import pytest
from published_crates import QUICK, crate, study

from kg import provenance
from kg.evidence.listing import find_quotes
from kg.index import ask
from kg.loading import load
from kg.publishing import public_folder, public_store, refresh, tombstones
from kg.publishing.decisions import decisions
from kg.publishing.review import decide
from kg.publishing.withdrawing import note_published


@pytest.fixture
def three(web):
    """Three servers with a study each, and the addresses of these."""
    servers = [web() for _ in range(3)]
    return servers, [s.publish(n) for s, n in zip(servers, ("one", "two", "three"), strict=True)]


def held(store):
    return [each.id for each in store.studies()]


def studies_with_quotes(store):
    return {hit.study for hit in find_quotes(store)}


def below(folder):
    return b"".join(p.read_bytes() for p in folder.rglob("*") if p.is_file())


def test_unchanged_broken_and_withdrawn(hub, three, harvested):
    servers, addresses = three
    assert harvested(*addresses) == {"one": "new", "two": "new", "three": "new"}
    refresh(hub)
    good = {each.id: each.digest for each in hub.studies()}
    for server in servers:
        server.given.clear()
    servers[1].publish("two", b"this is no Turtle")
    servers[2].pages["/three/ro-crate-metadata.json"] = 410

    became = harvested(*addresses)

    assert became == {"one": "unchanged", "two": "kept", "three": "withdrawn"}
    assert servers[0].given == [304]
    kept = next(each for each in harvested.became if each.study == "two")
    assert kept.findings[0].rule == "rdf-syntax"
    assert "stays" in kept.says
    assert {each.id: each.digest for each in hub.studies()} == {
        name: digest for name, digest in good.items() if name != "three"
    }


def test_what_is_withdrawn_is_gone_everywhere(hub, three, harvested, tmp_path):
    servers, addresses = three
    data = study("three", put=[("Made up for the tests", "Xyzzyplugh for the tests")])
    servers[2].publish("three", data)
    harvested(*addresses)
    refresh(hub)
    assert public_folder(hub).is_dir()
    assert studies_with_quotes(hub) == {"one", "two", "three"}
    servers[2].pages["/three/ro-crate-metadata.json"] = crate(
        "three", data, root={"creativeWorkStatus": "Withdrawn"}.items()
    )

    assert harvested(*addresses)["three"] == "withdrawn"

    assert held(hub) == ["one", "two"]
    assert studies_with_quotes(hub) == {"one", "two"}
    assert not ask(hub, lambda index: index.has_study("three"))
    rows = hub.query("SELECT ?g WHERE { GRAPH ?g { ?s ?p ?o } FILTER(CONTAINS(STR(?g), 'three')) }")
    assert list(rows.rows()) == []
    for file in (tmp_path / "hub").rglob("*.sqlite"):
        with sqlite3.connect(file) as database:
            assert "study/three/" not in "\n".join(database.iterdump())
    public = public_store(hub)
    assert held(public) == ["one", "two"]
    public.close()
    names = [path.name for path in (tmp_path / "hub").rglob("*")]
    assert "three.nq.gz" not in names
    assert b"Xyzzyplugh" not in below(tmp_path / "hub")


def test_a_new_version_takes_the_place_of_the_old(hub, three, harvested):
    servers, addresses = three
    harvested(*addresses)
    servers[0].publish("one", study("one", put=[('"A small study"', '"A new title"')]))

    assert harvested(*addresses)["one"] == "changed"

    rows = hub.query("SELECT ?t WHERE { ?s <http://purl.org/dc/terms/title> ?t }").rows()
    assert sum(row["t"] == '"A new title"' for row in rows) == 2
    origin = provenance.origins(hub)["one"]
    assert origin.source == addresses[0]
    assert origin.day.startswith("20")


@pytest.mark.parametrize("trouble", [404, 403, 500, 503])
def test_what_does_not_come_is_not_withdrawn(hub, three, harvested, trouble):
    servers, addresses = three
    harvested(*addresses)
    servers[0].pages["/one/ro-crate-metadata.json"] = trouble

    assert harvested(*addresses, prune=True)["one"] == "unreachable"

    assert held(hub) == ["one", "three", "two"]


def test_a_server_that_is_down_is_not_withdrawn(hub, three, harvested):
    servers, addresses = three
    harvested(*addresses)
    servers[0].server.server_close()
    servers[0].server.shutdown()

    assert harvested(*addresses, prune=True)["one"] == "unreachable"

    assert held(hub) == ["one", "three", "two"]


def test_what_is_no_longer_listed_goes_when_told(hub, three, harvested):
    _, addresses = three
    harvested(*addresses)

    assert harvested(addresses[0])["two"] == "unlisted"
    assert held(hub) == ["one", "three", "two"]
    assert harvested(addresses[0], prune=True)["two"] == "withdrawn"
    assert held(hub) == ["one"]


def test_of_what_goes_a_word_is_left_only_where_it_was_published(hub, three, harvested):
    _, addresses = three
    harvested(*addresses)
    note_published(hub, {"two": "A small study"})
    decide(hub, exclude=["three"], why="somebody is named")

    harvested(addresses[0], prune=True)

    assert [(each.study, each.title) for each in tombstones(hub)] == [("two", "A small study")]
    assert [each.verb for each in decisions(hub)] == ["withdrawn"]


def test_a_study_of_ones_own_is_never_touched(hub, web, harvested, tmp_path):
    (tmp_path / "one.ttl").write_bytes(study("one"))
    load(tmp_path / "one.ttl", hub)
    before = hub.studies()
    server = web()
    address = server.publish("one", study("one", put=[('"A small study"', '"Other"')]))

    assert harvested(address) == {address: "refused"} or harvested(address) == {"one": "refused"}
    assert harvested.became[0].findings[0].rule == "id-taken"
    assert "pif remove one" in harvested.became[0].says
    server.pages["/one/ro-crate-metadata.json"] = 410
    harvested(address, prune=True)

    assert hub.studies() == before


def test_two_sources_of_one_id_do_not_take_turns(hub, web, harvested):
    first, second = web(), web()
    a = first.publish("one")
    b = second.publish("one", study("one", put=[('"A small study"', '"Other"')]))

    harvested(a, b)
    before = hub.studies()
    harvested(a, b)

    assert [each.outcome for each in harvested.became] == ["unchanged", "refused"]
    assert hub.studies() == before


def test_without_what_was_remembered_nothing_is_fetched_twice_in_vain(
    hub, three, harvested, tmp_path
):
    servers, addresses = three
    harvested(*addresses)
    (tmp_path / "hub" / "harvest.json").write_text("[not json")
    servers[0].asked.clear()

    assert set(harvested(*addresses).values()) == {"unchanged"}

    assert [path for path, _ in servers[0].asked] == ["/one/ro-crate-metadata.json"]


def test_what_somebody_removed_is_fetched_anew(hub, three, harvested):
    _, addresses = three
    harvested(*addresses)
    hub.remove("one")

    assert harvested(*addresses)["one"] == "new"


def test_requests_say_who_asks_and_pause(web, harvested, monkeypatch):
    slept = []
    monkeypatch.setattr("kg.harvesting.fetching.time.sleep", slept.append)
    server = web()

    harvested(server.publish("one"), bounds=replace(QUICK, pause=7))

    assert all("pif-kg" in headers["User-Agent"] for _, headers in server.asked)
    assert len(server.asked) == 2
    assert len(slept) == 1
    assert 6 < slept[0] <= 7
