"""Killed at any moment, a refresh leaves nothing more open than it was; the next one ends it."""

from __future__ import annotations

import random
import subprocess
import sys
import time

import pytest

from kg import index
from kg.namespaces import PIF
from kg.publishing import public_folder, refresh
from kg.store import open_store
from kg.terms import value_of

KILLS = 10
STUDIES = ("a", "b", "c", "d")
PROGRAM = """
import sys
from kg.publishing import refresh
from kg import index
from kg.closure import load_schema
from kg.store import open_store
store = open_store(sys.argv[1])
load_schema()
print("ready", flush=True)
refresh(store)
"""


def words(folder):
    store = open_store(folder)
    found = store.query(f"SELECT ?g ?t {{ GRAPH ?g {{ ?q <{PIF}text> ?t }} }}").rows()
    answer = {value_of(row["g"])[-1]: value_of(row["t"]) for row in found}
    store.close()
    return answer


def killed_after(seconds, store):
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, store.address], stdout=subprocess.PIPE
    )
    assert process.stdout.readline() == b"ready\n"
    time.sleep(seconds)
    process.kill()
    process.communicate()


@pytest.mark.slow
def test_a_refresh_killed_at_random_is_never_more_open_than_it_was(tmp_path, small):
    store = open_store(tmp_path / "pif-data")
    folder = public_folder(store)
    chance = random.Random(5)
    allowed, outcomes = {}, set()
    for turn in range(KILLS):
        before = words(folder) if folder.exists() else {}
        for study in STUDIES:
            level = chance.choice(("Public", "Restricted"))
            said = f"Turn {turn} of {study} {level}"
            store.replace(study, small(study, said, level=level))
            allowed[study] = said if level == "Public" else None

        killed_after(chance.random() * 0.5, store)

        found = words(folder) if folder.exists() else {}
        for study in STUDIES:
            assert found.get(study) in (None, before.get(study), allowed[study])
        outcomes.add(frozenset(found.items()) == frozenset(before.items()))
        refresh(store)
        assert words(folder) == {s: said for s, said in allowed.items() if said}
        public = open_store(folder)
        assert index.open_index(public).revision == public.revision()
        public.close()
        left = [path.name for path in folder.rglob("*") if path.name.endswith((".tmp", ".new"))]
        assert left == []

    assert len(outcomes) > 1, "some kills came before anything was done and some after"
    store.close()
