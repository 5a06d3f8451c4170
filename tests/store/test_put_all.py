"""Several studies put in and taken out in one step."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kg.namespaces import study_graph
from kg.store import document, open_store
from kg.store.studyfiles import StudyFiles
from kg.terms import text

KILLS = 10
PROGRAM = """
import sys
from kg.namespaces import study_graph
from kg.store import document, open_store
from kg.terms import text
store = open_store(sys.argv[1])
def packed(study, said):
    triples = {("<a:s>", "<a:p>", text(said))}
    return document.from_graphs(study, {study_graph(study): triples}).pack()
print("ready", flush=True)
while True:
    store.put_all([packed("a", "two"), packed("c", "two")], without=["b"])
    store.put_all([packed("a", "one"), packed("b", "one")], without=["c"])
"""


def packed(study, said):
    triples = {("<a:s>", "<a:p>", text(said))}
    return document.from_graphs(study, {study_graph(study): triples}).pack()


def held(store):
    return {s.id: "".join(store.read_study(s.id)).split('"')[1] for s in store.studies()}


def test_studies_are_replaced_added_and_removed_and_the_rest_stays(store):
    for study in ("a", "b", "z"):
        store.put(packed(study, "one"))

    store.put_all([packed("a", "two"), packed("c", "two")], without=["b", "nobody"])

    assert held(store) == {"a": "two", "c": "two", "z": "one"}
    found = store.query("SELECT ?o { ?s <a:p> ?o } ORDER BY ?o").rows()
    assert [row["o"] for row in found] == ['"one"', '"two"', '"two"']


def test_what_stays_is_not_written_again(tmp_path):
    store = open_store(tmp_path / "store")
    for study in ("a", "z"):
        store.put(packed(study, "one"))
    before = (tmp_path / "store" / "studies" / "z.nq.gz").stat()

    store.put_all([packed("a", "two")])

    after = (tmp_path / "store" / "studies" / "z.nq.gz").stat()
    assert (after.st_ino, after.st_mtime_ns, after.st_nlink) == (
        before.st_ino,
        before.st_mtime_ns,
        1,
    )


def test_a_file_system_without_links_gets_copies(tmp_path, monkeypatch):
    def refuse(path, target):
        raise PermissionError("no links here")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    store = open_store(tmp_path / "store")
    for study in ("a", "z"):
        store.put(packed(study, "one"))

    store.put_all([packed("a", "two")])

    assert held(store) == {"a": "two", "z": "one"}


def test_what_cannot_be_written_leaves_all_as_it_was(tmp_path, monkeypatch):
    store = open_store(tmp_path / "store")
    for study in ("a", "b"):
        store.put(packed(study, "one"))

    class Broken:
        study = "b"

        def packed(self):
            raise OSError("the disk is full")

    with store.writing("test"), pytest.raises(Exception, match="full"):
        StudyFiles(tmp_path / "store").exchange([packed("a", "two"), Broken()], [])

    assert held(store) == {"a": "one", "b": "one"}
    assert sorted(p.name for p in (tmp_path / "store").iterdir()) == ["format", "lock", "studies"]


@pytest.mark.slow
def test_killed_at_random_it_leaves_all_of_the_old_or_all_of_the_new(tmp_path):
    place = tmp_path / "store"
    store = open_store(place)
    store.put_all([packed("a", "one"), packed("b", "one"), packed("z", "one")])
    chance = random.Random(5)
    seen = set()

    for _ in range(KILLS):
        process = subprocess.Popen([sys.executable, "-c", PROGRAM, place], stdout=subprocess.PIPE)
        assert process.stdout.readline() == b"ready\n"
        time.sleep(chance.random() / 5)
        process.kill()
        process.communicate()
        seen.add(tuple(sorted(held(open_store(place)).items())))

    assert seen <= {
        (("a", "one"), ("b", "one"), ("z", "one")),
        (("a", "two"), ("c", "two"), ("z", "one")),
    }
    assert len(seen) == 2
