"""Beside other writers, and killed at any moment."""

import random
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from kg.changing import update
from kg.loading import load
from kg.namespaces import study_graph
from kg.store import open_store

SMALL = Path(__file__).parents[1] / "data" / "small-study"
KILLS = 10
NOTE = "<https://w3id.org/pif-kg/ontology#note>"
PROGRAM = """
import sys
from kg.changing import update
from kg.store import open_store
store = open_store(sys.argv[1])
graphs = [f"https://w3id.org/pif-kg/graph/study/{study}" for study in ("other", "small-study")]
node = "https://w3id.org/pif-kg/study/{}/quote/Q1"
data = "".join(
    f"GRAPH <{graph}> {{ <{node.format(graph.rpartition('/')[2])}> "
    f"<https://w3id.org/pif-kg/ontology#note> 'both' }}" for graph in graphs
)
print("ready", flush=True)
while True:
    update(store, f"INSERT DATA {{ {data} }}")
    update(store, f"DELETE DATA {{ {data} }}")
"""


def noted(store):
    """Return the studies whose first quote has the note."""
    return {
        study.id
        for study in store.studies()
        if any(f'{NOTE} "both"' in line for line in store.read_study(study.id))
    }


@pytest.mark.slow
def test_killed_at_random_all_studies_are_changed_or_none(store):
    chance = random.Random(4)
    place = Path(store.address)
    seen = set()

    for _ in range(KILLS):
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(place)], stdout=subprocess.PIPE
        )
        assert process.stdout.readline() == b"ready\n"
        time.sleep(0.3 + chance.random())
        process.kill()
        process.communicate()

        again = open_store(place)
        seen.add(frozenset(noted(again)))
        assert [study.id for study in again.studies()] == ["other", "small-study"]
        assert again.query("ASK { ?s ?p ?o }").truth is True
        with again.writing("look"):
            pass  # no lock is left, and what was half done is tidied away
        assert sorted(p.name for p in place.iterdir() if p.is_dir()) == ["studies"]

    assert seen <= {frozenset(), frozenset({"other", "small-study"})}


def test_loads_and_updates_at_the_same_time_lose_nothing(store):
    failed = []

    def loads():
        for n in range(4):
            try:
                load(SMALL, open_store(store.address), study=f"loaded-{n}")
            except Exception as error:
                failed.append(error)

    def updates():
        for n in range(4):
            quote = "<https://w3id.org/pif-kg/study/other/quote/Q1>"
            data = f"GRAPH <{study_graph('other')}> {{ {quote} {NOTE} 'note {n}' }}"
            try:
                update(open_store(store.address), f"INSERT DATA {{ {data} }}")
            except Exception as error:
                failed.append(error)

    threads = [threading.Thread(target=each) for each in (loads, updates)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    # A load does not wait: it says who is writing. An update waits.
    assert {type(error).__name__ for error in failed} <= {"StoreBusy"}
    busy = len(failed)
    assert len(store.studies()) == 6 - busy
    assert sum("note " in line for line in store.read_study("other")) == 4
