"""A query asks no other server, however it is written: nobody connects to one that listens."""

import json
import os
import re
import socket
from contextlib import suppress
from dataclasses import asdict
from tempfile import TemporaryFile

import pytest
from jail_kit import SMALL, Listener, a_format, listening, queries

from kg.errors import PifError, UsageError
from kg.sandbox import Job, cell, gate, kind_of, start
from kg.sandbox.answering import FromCopy
from kg.sandbox.gate import Admitted, admit
from kg.sandbox.wire import Inbox, send
from kg.store.querytext import QueryText

STORE_SERVICE = "../../store/data/service"


def texts(listener: Listener) -> dict[str, str]:
    """Return every way of asking, asking the listener."""
    made = {}
    for path in queries("service") + queries(STORE_SERVICE):
        text = path.read_text(encoding="utf-8").replace("ADDRESS", listener.address)
        text = text.replace("PORT", str(listener.port))
        text = re.sub(r"http://127\.0\.0\.1(:\d+)?/", listener.address, text)
        made[f"{path.parent.relative_to(path.parents[3])} {path.stem}"] = text
    assert len(made) > 30
    return made


def ask(jail, sparql):
    answered = jail.run(Job(sparql, a_format(kind_of(sparql))))
    return b"".join(answered.chunks())


def test_no_query_reaches_another_server(jail):
    with listening() as listener:
        for name, sparql in texts(listener).items():
            with pytest.raises(PifError, match=r"SERVICE|not a SPARQL query"):
                pytest.fail(f"{name} was answered: {ask(jail, sparql)!r}")

    assert listener.connections == 0


def test_no_query_reaches_another_server_where_one_is_allowed(study_store):
    """The listener is not the one that is allowed."""
    with listening() as allowed, listening() as listener:
        services = (f"{allowed.address}sparql",)
        with start(study_store.address, SMALL, services) as jail:
            for sparql in texts(listener).values():
                with pytest.raises(PifError, match=r"SERVICE|not a SPARQL query"):
                    ask(jail, sparql)

    assert listener.connections == allowed.connections == 0


@pytest.mark.parametrize("name", ["plain", "silent", "in-exists", "in-graph", "describe"])
def test_a_cell_cannot_connect_even_if_the_gate_lets_it(study_store, name):
    """Behind the gate stands the kernel: a cell has no handle left to connect with."""
    connections = {}
    for handles in (0, 64):
        cell = UngatedCell(study_store, handles)
        with listening() as listener:
            cell.answer(texts(listener)[f"sandbox/data/service {name}"])
        connections[handles] = listener.connections

    assert connections[0] == 0
    assert connections[64] > 0, "it is the bound on handles that kept it from connecting"


class UngatedCell:
    """A cell by itself, whose gate lets everything pass."""

    def __init__(self, store, handles):
        answering = FromCopy(store.snapshot(), SMALL, store.address)
        answering.handles = handles
        answering.warm_up()
        ours, theirs = socket.socketpair()
        self._pid = os.fork()
        if self._pid == 0:
            gate.admit = lambda job: Admitted(QueryText(job.sparql), kind_of(job.sparql), None)
            cell.serve(theirs, answering, SMALL)
        theirs.close()
        self._link = ours

    def answer(self, sparql):
        inbox = Inbox(self._link)
        with TemporaryFile(buffering=0) as spool:
            job = Job(sparql, a_format(kind_of(sparql)))
            spool.write(json.dumps(asdict(job)).encode() + b"\n")
            send(self._link, {"job": 1}, spool.fileno())
            inbox.wait()
        inbox.close()
        os.waitpid(self._pid, 0)


def test_the_gate_itself_refuses_what_the_listener_tests_refuse():
    with listening() as listener:
        for name, sparql in texts(listener).items():
            with pytest.raises(PifError):
                pytest.fail(f"{name} was let in: {admit(Job(sparql, 'json'))}")


@pytest.mark.parametrize(
    "sparql",
    [
        "LOAD <ADDRESS>",
        "SELECT * FROM <ADDRESS> { ?s ?p ?o }",
        "SELECT * FROM NAMED <ADDRESS> { GRAPH ?g { ?s ?p ?o } }",
        "SELECT * { GRAPH <ADDRESS> { ?s ?p ?o } }",
        "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
        "DESCRIBE <ADDRESS>",
    ],
)
def test_graphs_are_not_fetched(jail, sparql):
    with listening() as listener:
        sparql = sparql.replace("ADDRESS", listener.address)
        with suppress(UsageError):  # the update among them
            found = ask(jail, sparql)
            assert b"http" not in found
            assert b"root" not in found

    assert listener.connections == 0
