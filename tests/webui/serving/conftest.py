"""A server of connections in this process, and the real command in processes of its own."""

from __future__ import annotations

import os
import threading

import pytest
from served import PATIENCE, serving

import kg
from webui.serving.connections import Bounds, Server
from webui.serving.listening import listen


@pytest.fixture
def connections():
    """Return a function that serves a WSGI application in a thread; returns the server."""
    running = []

    def start(application, *, threads=4, trusts=lambda given: False, prefix="", **bounds):
        listening = listen("127.0.0.1", 0)
        server = Server(
            application,
            listening,
            threads=threads,
            bounds=Bounds(**bounds),
            trusts=trusts,
            prefix=prefix,
        )
        reads, holds = os.pipe()
        thread = threading.Thread(target=server.run_until_stopped, args=(reads, 0.0), daemon=True)
        thread.start()
        server.port = listening.getsockname()[1]
        server.thread, server.lifeline = thread, holds
        running.append((server, reads, holds))
        return server

    yield start
    for server, reads, holds in running:
        server.stop(0.0)
        server.thread.join(PATIENCE)
        assert not server.thread.is_alive()
        server.task_dispatcher.shutdown()
        server.let_go()
        os.close(reads)
        os.close(holds)


@pytest.fixture(scope="session")
def place(tmp_path_factory):
    """The folder of a store that holds the first study."""
    folder = tmp_path_factory.mktemp("serving") / "store"
    with kg.open_graph(folder) as graph:
        kg.load("krishna2024", into=graph)
    return folder


@pytest.fixture(scope="session")
def owner(place):
    """The service as the owner runs it."""
    with serving(place) as service:
        yield service


@pytest.fixture(scope="session")
def public(place, tmp_path_factory):
    """The service as strangers see it."""
    log = tmp_path_factory.mktemp("log") / "access.log"
    with serving(place, "--public", "--access-log", str(log)) as service:
        service.log = log
        yield service
