"""Killed at any moment, a store opens with the old or the new, whole."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kg.errors import StoreBusy
from kg.namespaces import BASE
from kg.store import open_store
from kg.store.remote import RemoteStore
from kg.store.remote.ledger import LEDGER, STAGING
from kg.terms import nquads, text

KILLS = 20
PROGRAM = """
import sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from store_kinds import read_graphs
from kg.store import open_store
store = open_store(sys.argv[2])
if sys.argv[2].startswith("http"):
    store._at_once = int(sys.argv[4])
both = read_graphs("first"), read_graphs("first-revised")
with store.writing("prepare"):
    print("ready", flush=True)
while True:
    if sys.argv[3] == "replace":
        for graphs in both:
            store.replace("first", graphs)
    else:
        for backup in sys.argv[4:]:
            store.restore(Path(backup))
"""


def killed_after(seconds, *arguments):
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(Path(__file__).parent), *map(str, arguments)],
        stdout=subprocess.PIPE,
    )
    assert process.stdout.readline() == b"ready\n"
    time.sleep(seconds)
    process.kill()
    process.communicate()


@pytest.mark.slow
def test_a_replace_killed_at_random_leaves_the_old_or_the_new(tmp_path, graphs):
    place = tmp_path / "pif-data"
    versions = {"".join(nquads(graphs(name))) for name in ("first", "first-revised")}
    open_store(place).replace("first", graphs("first"))
    chance = random.Random(2)

    seen = set()
    for _ in range(KILLS):
        killed_after(chance.random() / 10, place, "replace")
        store = open_store(place)
        assert [study.id for study in store.studies()] == ["first"]
        seen.add("".join(store.read_study("first")))
        assert store.query("ASK { ?s ?p ?o }").truth is True
        store.replace("second", graphs("second"))  # no lock is left
        store.remove("second")
        assert sorted(p.name for p in (place / "studies").iterdir()) == ["first.nq.gz"]

    assert seen == versions


@pytest.mark.slow
def test_a_restore_killed_at_random_leaves_the_old_or_the_new(tmp_path, graphs):
    place = tmp_path / "pif-data"
    sets = {}
    for backup, ids in (("one.pif", ["a", "b", "c"]), ("two.pif", ["c", "d"])):
        source = open_store(tmp_path / f"from {backup}")
        for study in ids:
            source.replace(
                study,
                {
                    f"https://w3id.org/pif-kg/graph/study/{study}": {
                        ("<a:s>", "<a:p>", text(backup))
                    }
                },
            )
        source.backup(tmp_path / backup)
        sets[source.revision()] = ids
    open_store(place).restore(tmp_path / "one.pif")
    chance = random.Random(3)

    seen = set()
    for _ in range(KILLS):
        killed_after(
            chance.random() / 10, place, "restore", tmp_path / "two.pif", tmp_path / "one.pif"
        )
        store = open_store(place)
        seen.add(store.revision())
        for study in store.studies():
            assert len(list(store.read_study(study.id))) == 1

    assert seen == set(sets)


@pytest.mark.slow
@pytest.mark.parametrize("at_once", [64 << 20, 100], ids=["one request", "uploaded and moved"])
def test_a_writer_killed_at_random_leaves_the_old_or_the_new_on_a_server(server, graphs, at_once):
    store = RemoteStore(server)
    versions = {"".join(nquads(graphs(name))) for name in ("first", "first-revised")}
    store.replace("first", graphs("first"))
    chance = random.Random(4)

    for _ in range(KILLS):
        killed_after(chance.random() / 10, server, "replace", at_once)
        assert "".join(store.read_study("first")) in versions
        tidied_by_the_next(store, graphs)


def tidied_by_the_next(store, graphs):
    """Write after a dead writer; what it sent last may still be on its way through the server."""
    staging = f"ASK {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(STRSTARTS(STR(?g), '{STAGING}')) }}"
    until = time.monotonic() + 30
    while True:
        # The lock of the dead ends after ten minutes; here at once.
        locks = f"GRAPH <{LEDGER}> {{ ?s <{BASE}store#lock> ?o }}"
        store._endpoint.update(f"DELETE WHERE {{ {locks} }}")
        try:
            store.replace("second", graphs("second"))
            store.remove("second")
            if store._endpoint.ask(staging, "ASK").truth is False:
                return
        except StoreBusy:
            pass
        assert time.monotonic() < until
