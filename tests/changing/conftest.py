"""Stores to change: two small studies in a folder, and on a real server."""

import socket
import threading
from pathlib import Path

import pytest
from store_kinds import opened

from kg.loading import load
from kg.store import open_store

SMALL = Path(__file__).parents[1] / "data" / "small-study"


@pytest.fixture(scope="session")
def backup(tmp_path_factory):
    """A backup of a store with the small study, once under its own name and once as ``other``."""
    place = tmp_path_factory.mktemp("changing")
    store = open_store(place / "store")
    load(SMALL, store)
    load(SMALL, store, study="other")
    store.backup(place / "both.pif")
    return place / "both.pif"


@pytest.fixture
def store(tmp_path, backup):
    """The two studies in a folder."""
    made = open_store(tmp_path / "pif-data")
    made.restore(backup)
    yield made
    made.close()


@pytest.fixture(params=["embedded", "remote", "remote with a union"])
def any_store(request, tmp_path, backup, monkeypatch):
    """The two studies in each kind of store."""
    monkeypatch.setenv("PIF_INDEX", str(tmp_path / "index"))
    with opened(request.param, tmp_path) as made:
        made.restore(backup)
        yield made


@pytest.fixture
def listener():
    """An address on this computer, and the list of those who connected to it."""
    came = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        over = threading.Event()

        def listen():
            while not over.is_set():
                try:
                    connection, peer = server.accept()
                except TimeoutError:
                    continue
                came.append(peer)
                connection.close()

        thread = threading.Thread(target=listen)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/", came
        over.set()
        thread.join()
