"""The store that strangers are served follows its original by itself, and cannot be written."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from store_kinds import opened, oxigraph_server

from kg.errors import StoreBusy, StoreUnreachable, UsageError
from kg.graph import Graph
from kg.namespaces import PIF
from kg.publishing import PublicStore, public, public_folder, public_store, refresh, refreshing
from kg.store import open_store
from kg.store.remote import RemoteStore

NOW = datetime(2025, 5, 5, tzinfo=UTC)


@pytest.fixture
def original(tmp_path):
    store = open_store(tmp_path / "pif-data")
    yield store
    store.close()


@contextmanager
def serving(original, **options):
    store = PublicStore(original, public_folder(original), **options)
    try:
        yield store
    finally:
        store.close()


def quoted(store):
    return [quote.text for quote in Graph(store).quotes()]


def asked(store):
    return [row["t"] for row in store.query(f"SELECT ?t {{ ?q <{PIF}text> ?t }}").rows()]


def eventually(question, expected, seconds=20.0):
    until = time.monotonic() + seconds
    while (found := question()) != expected:
        assert time.monotonic() < until, found
        time.sleep(0.02)


def test_what_is_loaded_is_there_and_what_is_withdrawn_is_gone_within_a_moment(original, small):
    with serving(original) as store:
        assert quoted(store) == []
        original.replace("one", small("one", "For all to see."))
        eventually(lambda: quoted(store), ["For all to see."], 5)

        original.replace("one", small("one", "For all to see.", level="Restricted"))
        time.sleep(store._every)
        assert quoted(store) == []
        assert asked(store) == []

        original.replace("one", small("one", "For all to see again."))
        time.sleep(store._every)
        assert asked(store) == ['"For all to see again."']

        original.remove("one")
        time.sleep(store._every)
        assert store.studies() == []
        assert quoted(store) == []


def test_a_command_of_another_process_shows(original, planted_folder, tmp_path):
    from kg.loading import load

    load(planted_folder, original)
    with serving(original, every=0.05) as store:
        eventually(lambda: len(quoted(store)), 5)

        subprocess.run(
            [sys.executable, "-m", "kg.cli", "remove", "planted", "--store", original.address],
            check=True, capture_output=True,
        )  # fmt: skip

        eventually(lambda: quoted(store), [])
        assert store.query("ASK { ?q <" + PIF + "text> ?t }").truth is False


def test_the_index_alone_follows_too(original, small):
    original.replace("one", small("one", "For all to see."))
    with serving(original, every=0.05) as store:
        graph = Graph(store)
        assert graph.quotes().total == 1
        time.sleep(2.1)  # from now on the index looks at nothing but the time of a folder
        assert graph.quotes().total == 1
        original.replace("one", small("one", "For all to see.", level="Closed"))
        time.sleep(0.06)

        assert graph.quotes().total == 0


def test_an_embargo_ends_while_it_is_served(original, small):
    moment = [NOW]
    original.replace("one", small("one", "Held back.", until="2025-05-06T00:00:00Z"))
    with serving(original, every=0, clock=lambda: moment[0]) as store:
        assert quoted(store) == []

        moment[0] = NOW + timedelta(days=1)

        assert quoted(store) == ["Held back."]


def test_nothing_is_looked_after_more_often_than_it_must(original, small, monkeypatch):
    looked = []
    original.replace("one", small("one"))
    with serving(original, every=60) as store:
        assert len(quoted(store)) == 1
        listed = original.studies
        monkeypatch.setattr(original, "studies", lambda: looked.append(1) or listed())

        for _ in range(50):
            assert store.revision()
            assert len(quoted(store)) == 1

    assert looked == []


@pytest.mark.parametrize("kind", ["remote", "remote with a union"])
def test_a_store_on_a_server_is_followed_as_well(kind, tmp_path, small, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with opened(kind, tmp_path) as original, serving(original, every=0.05) as store:
        original.replace("one", small("one", "For all to see."))
        eventually(lambda: quoted(store), ["For all to see."])
        assert (tmp_path / "pif-public").is_dir()

        original.remove("one")

        eventually(lambda: quoted(store), [])


def test_without_its_original_it_answers_for_a_while_and_then_no_more(tmp_path, small, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with oxigraph_server() as address:
        original = RemoteStore(f"{address}/query")
        original.replace("one", small("one", "For all to see."))
        store = PublicStore(original, public_folder(original), every=0)
        assert quoted(store) == ["For all to see."]
    try:
        assert quoted(store) == ["For all to see."]

        monkeypatch.setattr(public, "GRACE", 0)

        with pytest.raises(StoreUnreachable):
            quoted(store)
    finally:
        store.close()
        original.close()


def test_one_that_never_reached_its_original_does_not_answer(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    original = RemoteStore("http://127.0.0.1:9/query")

    with serving(original) as store, pytest.raises(StoreUnreachable):
        store.studies()


def test_much_is_made_beside_answering_and_closed_before(original, small, monkeypatch):
    original.replace("one", small("one", "For all to see."))
    refresh(original)
    monkeypatch.setattr(public, "QUICK", 1)
    monkeypatch.setattr(refreshing, "QUICK", 1)
    may_go_on = threading.Event()
    made = refreshing.project

    def project_later(*given):
        assert may_go_on.wait(20)
        return made(*given)

    monkeypatch.setattr(refreshing, "project", project_later)
    original.replace("one", small("one", "Something else."))
    with serving(original, every=0) as store:
        assert asked(store) == []  # and this does not wait for it
        assert quoted(store) == []

        may_go_on.set()

        eventually(lambda: asked(store), ['"Something else."'])


def test_what_fails_beside_answering_is_not_tried_without_end(original, small, monkeypatch, caplog):
    original.replace("one", small("one"))
    monkeypatch.setattr(public, "QUICK", 1)
    tried = []

    def fails(*given, **options):
        tried.append(1)
        raise OSError("disk is gone")

    monkeypatch.setattr(public, "refresh_folder", fails)
    with serving(original, every=0) as store, caplog.at_level(logging.ERROR):
        for _ in range(200):
            assert asked(store) == []

    assert 1 <= len(tried) < 5
    assert "cannot be brought up to date" in caplog.text


def test_while_another_process_makes_it_only_what_may_be_shown_is(original, small, monkeypatch):
    monkeypatch.setattr(public, "_PATIENCE", 0.2)
    original.replace("one", small("one", "For all to see."))
    with serving(original, every=0) as store:
        assert quoted(store) == ["For all to see."]
        other = open_store(public_folder(original))

        with other.writing("a test"):
            original.replace("two", small("two", "To come."))
            assert asked(store) == ['"For all to see."']
            original.replace("one", small("one", "Kept back now.", level="Closed"))
            with pytest.raises(StoreBusy):
                asked(store)

        assert asked(store) == ['"To come."']


def test_many_threads_see_nothing_after_it_was_withdrawn(original, small):
    original.replace("one", small("one", "For all to see."))
    withdrawn = threading.Event()
    wrong, done = [], threading.Event()

    with serving(original, every=0) as store:
        assert len(quoted(store)) == 1

        def read():
            while not done.is_set():
                was_withdrawn = withdrawn.is_set()
                found = asked(store) + quoted(store)
                if was_withdrawn and found:
                    wrong.append(found)

        threads = [threading.Thread(target=read) for _ in range(4)]
        for thread in threads:
            thread.start()
        time.sleep(0.2)
        original.replace("one", small("one", "For all to see.", level="Closed"))
        withdrawn.set()
        time.sleep(0.5)
        done.set()
        for thread in threads:
            thread.join(10)

    assert wrong == []


def test_it_cannot_be_written(original, small):
    original.replace("one", small("one"))
    with serving(original) as store:
        for change in (
            lambda: store.writing("a test").__enter__(),
            lambda: store.replace("one", small("one", "Other words.")),
            lambda: store.put(None),
            lambda: store.put_all([]),
            lambda: store.remove("one"),
            lambda: store.restore("nowhere"),
        ):
            with pytest.raises(UsageError, match="cannot be changed"):
                change()

        assert len(quoted(store)) == 1


def test_it_does_what_other_stores_do(original, small, tmp_path):
    original.replace("one", small("one", "For all to see."))
    with serving(original) as store:
        assert store.address == str(public_folder(original))
        assert store.revision() == open_store(store.address).revision()
        assert any("For all to see." in line for line in store.read_study("one"))
        assert store.snapshot().revision == store.revision()
        assert store.backup(tmp_path / "public.pif") == 1


def test_opened_by_its_function_it_lies_where_it_belongs(original, small):
    original.replace("one", small("one"))
    store = public_store(original)

    assert store.address == str(public_folder(original))
    assert [study.id for study in store.studies()] == ["one"]
    store.close()
