"""The index follows the store: through loads and removals, damage, and being killed."""

import os
import random
import shutil
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import generated_studies
import pytest
from generated_studies import STUDIES, graphs_of

from kg import index
from kg.cli import main
from kg.errors import StoreBusy
from kg.evidence.answering import answer
from kg.index import open_index, updating
from kg.index.opening import forget
from kg.loading import load
from kg.store import lock, open_store
from kg.terms import value_of

ALL_QUOTES = "SELECT ?q WHERE { ?q a <https://w3id.org/pif-kg/ontology#Quote> }"


@pytest.fixture
def store(tmp_path):
    store = open_store(tmp_path / "store")
    generated_studies.fill(store)
    index.update(store)
    yield store
    store.close()


def path(store):
    return Path(store.address) / "index.sqlite"


def assert_equal_to_the_store(store):
    found = open_index(store)
    by_sparql = {value_of(row["q"]) for row in store.query(ALL_QUOTES).rows()}

    assert found.revision == store.revision()
    assert {row.iri for row in found.rows(list(found.all))} == by_sparql
    assert sum(value.count for value in found.values("access")) == len(by_sparql)


def test_a_load_leaves_an_index_that_is_up_to_date(tmp_path):
    store = open_store(tmp_path)
    load("krishna2024", store)
    before = path(store).stat()

    found = open_index(store)

    after = path(store).stat()
    assert len(found.all) == 27
    # Not the time of access: reading changes that.
    assert (after.st_mtime_ns, after.st_ino) == (before.st_mtime_ns, before.st_ino), (
        "asking changed nothing"
    )


def test_a_study_that_was_added_is_found_at_the_next_question(store):
    open_index(store)

    store.replace("delta", graphs_of("delta"))

    assert_equal_to_the_store(store)
    assert len(open_index(store).bitmap("study", "delta")) == 40


def test_where_nothing_changed_for_a_while_studies_are_not_listed(store, monkeypatch):
    folder = Path(store.address) / "studies"
    long_ago = time.time_ns() - 10_000_000_000
    os.utime(folder, ns=(long_ago, long_ago))
    first = open_index(store)
    monkeypatch.setattr(store, "revision", None)

    assert open_index(store) is first

    monkeypatch.undo()
    store.remove("alpha")
    assert_equal_to_the_store(store)


def test_a_study_that_was_replaced_by_a_shorter_one_has_its_new_quotes_only(store):
    store.replace("alpha", graphs_of("alpha", seed=1, quotes=11))

    assert_equal_to_the_store(store)
    assert len(open_index(store).bitmap("study", "alpha")) == 11


def test_graphs_in_hand_are_used_only_for_the_study_as_the_store_has_it(store):
    stale = graphs_of("delta", seed=1, quotes=7)
    store.replace("delta", graphs_of("delta"))

    index.update(store, known={"delta": ("another digest", stale)})

    assert_equal_to_the_store(store)


def test_answers_come_by_study_in_whatever_order_studies_were_loaded(tmp_path):
    store = open_store(tmp_path)
    for name in ("øre", "beta-2", "alpha", "Gamma"):
        store.replace(name, graphs_of(name, quotes=9))
        index.update(store)
    store.replace("beta-2", graphs_of("beta-2", seed=1, quotes=9))

    rows = answer(store, limit=None).rows

    places = [(row.study, row.document, row.quote) for row in rows]
    assert places == sorted(places)
    assert len(places) == 36


def test_only_studies_that_changed_are_read(store, monkeypatch):
    store.replace("delta", graphs_of("delta"))
    read = []
    monkeypatch.setattr(
        store,
        "read_study",
        lambda study, real=store.read_study: (read.append(study), real(study))[1],
    )

    open_index(store)

    assert read == ["delta"]


@pytest.mark.parametrize("how", ["remove", "replace", "restore"])
def test_nothing_of_a_study_that_went_stays_in_the_file(store, how, tmp_path):
    secret = {
        graph: {
            (s, p, o.replace("afraid", "Zwiebelfisch").replace("Person", "Quastenflosser"))
            for s, p, o in triples
        }
        for graph, triples in graphs_of("Withdrawn").items()
    }
    backup = tmp_path / "before.pif"
    store.backup(backup)
    store.replace("Withdrawn", secret)
    index.update(store)
    content = path(store).read_bytes().lower()
    assert b"zwiebelfisch" in content
    assert b"withdrawn" in content

    place = store.address
    shutil.copy(path(store), path(store).with_name("index.sqlite.new"))  # as a kill would leave
    if how == "remove":
        assert main(["remove", "Withdrawn", "--store", place]) == 0
    elif how == "restore":
        assert main(["restore", str(backup), "--store", place]) == 0
    else:
        store.replace("Withdrawn", graphs_of("Withdrawn", seed=1, quotes=3))
        index.update(store)

    left = b"".join(f.read_bytes() for f in Path(place).glob("index*")).lower()
    assert b"zwiebelfisch" not in left
    if how != "replace":
        assert b"withdrawn" not in left
        assert b"quastenflosser" not in left
    assert_equal_to_the_store(store)


DAMAGES = {
    "empty": lambda whole: b"",
    "cut off": lambda whole: whole[: len(whole) // 2],
    "not a database": lambda whole: b"something else entirely" * 999,
    "zeros at the start": lambda whole: bytes(4096) + whole[4096:],
    "zeros in the middle": lambda whole: whole[:8192] + bytes(len(whole) - 16384) + whole[-8192:],
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_built_again(store, damage):
    path(store).write_bytes(DAMAGES[damage](path(store).read_bytes()))
    forget(store)

    assert answer(store, limit=None).total == 160
    assert_equal_to_the_store(store)


@pytest.mark.parametrize("at", range(12))
def test_a_changed_byte_gives_no_wrong_row(store, at):
    whole = bytearray(path(store).read_bytes())
    right = [row.text for row in answer(store, limit=None).rows]
    chance = random.Random(at)
    words = [row for row in right if len(row) > 20]
    for word in chance.sample(words, 5):
        place = bytes(whole).find(word.encode())
        while place >= 0:
            whole[place] ^= 1
            place = bytes(whole).find(word.encode(), place + 1)
    path(store).write_bytes(whole)
    forget(store)

    assert [row.text for row in answer(store, limit=None).rows] == right


def test_a_file_of_another_version_is_built_again(store, monkeypatch):
    monkeypatch.setattr(updating.storing, "VERSION", 99)

    assert_equal_to_the_store(store)


def test_an_index_that_another_process_changes_is_read_anew(store):
    held = open_index(store)
    script = f"""
        from kg.store import open_store
        from kg import index
        store = open_store({store.address!r})
        store.remove("alpha")
        index.update(store)
    """
    subprocess.run([sys.executable, "-c", textwrap.dedent(script)], check=True)

    with pytest.raises(Exception, match=r"^$") as moved, held.reading():
        pass

    assert type(moved.value).__name__ == "Moved"
    assert answer(store).total == 120


def test_asking_waits_for_a_writer_and_says_who_it_is(store, monkeypatch):
    monkeypatch.setattr(updating, "_PATIENCE", 0.1)
    store.replace("delta", graphs_of("delta"))

    with (
        lock.held(path(store).with_name("index.lock"), "a long load"),
        pytest.raises(StoreBusy, match="a long load"),
    ):
        open_index(store)


def test_where_no_index_can_be_written_one_in_memory_answers(store, monkeypatch):
    path(store).unlink()
    forget(store)

    def refuse(path, purpose):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(updating.lock, "held", refuse)

    assert answer(store).total == 160
    assert not path(store).exists()


def test_the_index_may_lie_elsewhere(store, tmp_path, monkeypatch):
    monkeypatch.setenv("PIF_INDEX", str(tmp_path / "indexes"))
    shutil.rmtree(tmp_path / "indexes", ignore_errors=True)

    assert answer(store).total == 160
    assert len(list((tmp_path / "indexes").glob("*/index.sqlite"))) == 1


def test_an_empty_place_has_no_quotes_and_nothing_is_made_there(tmp_path):
    store = open_store(tmp_path / "nowhere")

    assert answer(store).total == 0
    assert not (tmp_path / "nowhere").exists()


def test_reindex_says_how_much_there_is(store, capsys):
    assert main(["reindex", "--store", store.address]) == 0

    assert capsys.readouterr().out == "Indexed 160 quotes of 4 studies.\n"


WRITER = """
    import itertools, sys
    sys.path.insert(0, {made_up!r})
    from generated_studies import graphs_of
    from kg import index
    from kg.store import open_store
    store = open_store({place!r})
    versions = [graphs_of("alpha", seed=n, quotes=30 + 10 * n) for n in range(3)]
    print("ready", flush=True)
    for n in itertools.count():
        store.replace("alpha", versions[n % 3])
        index.rebuild(store) if n % 5 == 4 else index.update(store)
"""


@pytest.mark.slow
def test_killed_at_any_moment_the_index_is_right_afterwards(store):
    made_up = str(Path(generated_studies.__file__).parent)
    script = textwrap.dedent(WRITER.format(made_up=made_up, place=store.address))
    chance = random.Random(7)

    for _ in range(15):
        writer = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
        assert writer.stdout.readline() == b"ready\n"
        time.sleep(chance.uniform(0, 0.25))
        writer.kill()
        writer.wait()
        writer.stdout.close()

        assert_equal_to_the_store(store)
    assert {study.id for study in store.studies()} == set(STUDIES)
