"""What only a store on a server has: addresses, hostile servers, staging, a lock with an end."""

import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from store_kinds import free_port

from kg.errors import (
    LimitReached,
    PifError,
    StoreBusy,
    StoreDamaged,
    StoreError,
    StoreUnreachable,
    UsageError,
)
from kg.namespaces import BASE, ONTOLOGY_GRAPH, study_graph
from kg.store import open_store
from kg.store.remote import RemoteStore, ledger
from kg.store.remote.addresses import Addresses, addresses
from kg.store.remote.endpoint import Endpoint
from kg.terms import nquads

H = "http://example.org:8080"
R = "/repositories/x"
ONE = "{ <a:s> <a:p> <a:o> }"


@pytest.mark.parametrize(
    ("given", "query", "update", "graphs"),
    [
        (f"{H}", "/query", "/update", "/store"),
        (f"{H}/", "/query", "/update", "/store"),
        (f"{H}/query", "/query", "/update", "/store"),
        (f"{H}/ds", "/ds/query", "/ds/update", "/ds/data"),
        (f"{H}/ds/", "/ds/query", "/ds/update", "/ds/data"),
        (f"{H}/ds/query", "/ds/query", "/ds/update", "/ds/data"),
        (f"{H}/ds/sparql", "/ds/sparql", "/ds/update", "/ds/data"),
        (f"{H}/sparql", "/sparql", "/sparql", "/sparql-graph-crud"),
        (f"{H}/sparql-auth", "/sparql-auth", "/sparql-auth", "/sparql-graph-crud-auth"),
        (f"{H}{R}", R, f"{R}/statements", f"{R}/rdf-graphs/service"),
        (f"{H}/g{R}", f"/g{R}", f"/g{R}/statements", f"/g{R}/rdf-graphs/service"),
        (f"{H}/some/where/else", "/some/where/else", "/some/where/else", None),
    ],
)
def test_addresses_are_worked_out_from_one(given, query, update, graphs):
    found = addresses(given)

    assert (found.query, found.update) == (H + query, H + update)
    assert found.graphs == (H + graphs if graphs else None)


def test_addresses_can_be_given(monkeypatch):
    monkeypatch.setenv("PIF_STORE_UPDATE", "https://example.org/u")
    monkeypatch.setenv("PIF_STORE_GRAPHS", "https://example.org/g?x=1")

    found = addresses(f"{H}/query")

    assert (found.update, found.graphs) == ("https://example.org/u", "https://example.org/g?x=1")


@pytest.mark.parametrize(
    "given",
    ["http://", "http://:80/", "http://h:port/", "ftp://h/", "http://h/a b", "http://h/\x01"],
)
def test_what_is_no_address_is_refused(given):
    with pytest.raises(UsageError, match="address of the store"):
        addresses(given)


def test_a_password_is_sent_and_never_shown(monkeypatch):
    seen = []

    def refuse(handler):
        seen.append(handler.headers.get("Authorization"))
        handler.answer(401, b"the password p%40ss or p@ss of jo is wrong")

    with answering(refuse) as address:
        store = open_store(address.replace("http://", "http://jo:p%40ss@") + "/query")
        with pytest.raises(StoreUnreachable) as caught:
            store.studies()

    assert seen == ["Basic am86cEBzcw=="]
    assert "refuses access" in str(caught.value)
    for said in (str(caught.value), store.address, repr(addresses("http://jo:secret@h/"))):
        assert not any(word in said for word in ("p%40ss", "p@ss", "jo", "secret"))


@contextmanager
def answering(answer):
    """Serve HTTP on this machine; ``answer`` is called with each request's handler."""

    class Handler(BaseHTTPRequestHandler):
        def answer(self, status, body=b"", **headers):
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self):
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            answer(self)

        do_GET = do_PUT = do_POST  # noqa: N815

        def log_message(self, *arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


JSON = {"Content_Type": "application/sparql-results+json"}


def drip(handler):
    handler.send_response(200)
    handler.send_header("Content-Type", "application/sparql-results+json")
    handler.end_headers()
    try:
        while True:
            handler.wfile.write(b" " * 65536)
            handler.wfile.flush()
            threading.Event().wait(0.1)
    except OSError:
        pass


HALF = b'{"head":{"vars":["s"]},"results":{"bindings":[{"s"'
HOSTILE = {
    "elsewhere": (
        lambda h: h.answer(302, Location="http://192.0.2.1/"),
        (StoreUnreachable, "elsewhere"),
    ),
    "nothing": (lambda h: h.connection.close(), (StoreUnreachable, "No answer")),
    "a page": (
        lambda h: h.answer(200, b"<html>", Content_Type="text/html"),
        (StoreError, "not SPARQL Query Results"),
    ),
    "cut short": (lambda h: h.answer(200, HALF, **JSON), (StoreError, "breaks off")),
    "cut shorter than said": (
        lambda h: h.answer(200, HALF, **{**JSON, "Content_Length": "100"}),
        (StoreError, "breaks off"),
    ),
    "missing": (lambda h: h.answer(404), (StoreUnreachable, "PIF_STORE")),
    "failing": (
        lambda h: h.answer(500, b"out of\x1b[31m memory"),
        (StoreError, r"failed .HTTP 500.: out of \[31m memory"),
    ),
    "slow": (lambda h: threading.Event().wait(3), (LimitReached, "in time")),
    "dripping": (drip, (LimitReached, "in time")),
    "too much": (
        lambda h: h.answer(200, b" " * 2_000_000, **JSON),
        (LimitReached, "larger than 1,000,000 bytes"),
    ),
}


@pytest.mark.parametrize("how", HOSTILE, ids=str)
def test_a_server_that_does_not_behave_is_told_plainly_and_in_time(how):
    behave, (error, said) = HOSTILE[how]
    most = 1_000_000 if how == "too much" else 1 << 30

    with answering(behave) as address:
        store = RemoteStore(address, seconds=1, most=most)
        with pytest.raises(error, match=said):
            store.studies()


def test_nobody_there_is_said_at_once_with_the_address():
    address = f"http://127.0.0.1:{free_port()}/query"

    with pytest.raises(StoreUnreachable, match=f"No answer from {address}"):
        open_store(address, must_exist=True)


def test_a_refused_query_is_the_writers_fault(server):
    with pytest.raises(UsageError, match="refuses the query"):
        open_store(server).query("SELECT * { ?s ?p }")


@pytest.fixture(params=["by the Graph Store Protocol", "by updates"])
def staging(request, server, monkeypatch):
    """A store that finds everything too large for one request."""
    store = RemoteStore(server, at_once=100)
    if request.param == "by updates":
        store._endpoint.at = Addresses(f"{server}/query", f"{server}/update", None)
    return store


def test_a_large_study_is_uploaded_and_moved(staging, graphs):
    assert staging.replace("first", graphs("first")) is True
    assert staging.replace("first", graphs("first-revised")) is True
    assert staging.replace("second", graphs("second")) is True

    assert list(staging.read_study("first")) == list(nquads(graphs("first-revised")))
    assert nothing_staged(staging)


def nothing_staged(store):
    found = store._endpoint.ask("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }", "SELECT").rows()
    return not any("/staging/" in row["g"] for row in found) and not store._ledger().staging


@pytest.mark.parametrize("options", [[], ["--union-default-graph"]], ids=["plain", "union"])
def test_what_is_being_uploaded_is_in_no_answer(serving, graphs, monkeypatch, options):
    counted = "SELECT (COUNT(*) AS ?n) { ?s a <https://w3id.org/pif-kg/ontology#Quote> }"
    with serving(*options) as server:
        writer, reader = RemoteStore(server, at_once=100), open_store(server)
        writer.replace("second", graphs("second"))
        seen = []
        put = Endpoint.put

        def put_and_look(endpoint, iri, lines):
            put(endpoint, iri, lines)
            seen.extend(row["n"].split('"')[1] for row in reader.query(counted).rows())

        monkeypatch.setattr(Endpoint, "put", put_and_look)
        writer.replace("first", graphs("first"))

        assert seen == ["1", "1", "1"]
        assert [row["n"].split('"')[1] for row in reader.query(counted).rows()] == ["10"]


def test_what_a_dead_writer_uploaded_goes_with_the_next(server, graphs):
    store = open_store(server)
    store.replace("second", graphs("second"))
    left = f"{ledger.STAGING}dead/0"
    store._endpoint.update(ledger.write_staging([left], "dead"))
    store._endpoint.put(left, ["<a:s> <a:p> <a:o> .\n"])
    assert not nothing_staged(store)

    store.replace("first", graphs("first"))

    assert nothing_staged(store)


def held_until(store, moment):
    lock = ledger.Lock("0" * 32, moment, "process 1 on host abc, a load")
    store._endpoint.update(ledger.insert_lock(lock, []))
    return lock


def test_a_lock_whose_holder_went_silent_is_taken_over(server, graphs):
    store = open_store(server)
    held_until(store, datetime.now(UTC) - timedelta(seconds=1))

    assert store.replace("first", graphs("first")) is True
    assert store._ledger().locks == []


def test_a_lock_that_holds_names_its_holder_and_its_end(server, graphs):
    store = open_store(server)
    lock = held_until(store, datetime.now(UTC) + timedelta(minutes=5))

    with pytest.raises(StoreBusy, match="process 1 on host abc, a load, at most until 20"):
        store.replace("first", graphs("first"))
    assert [held.token for held in store._ledger().locks] == [lock.token]


def test_a_writer_that_lost_its_lock_writes_nothing(server, graphs):
    store = open_store(server)
    with store.writing("slowly"):
        store._endpoint.update(ledger.delete_lock(store._lock))
        held_until(store, datetime.now(UTC) + timedelta(minutes=5))
        with pytest.raises(StoreBusy):
            store.replace("first", graphs("first"))

    assert store.studies() == []


def test_one_of_many_writers_at_a_time(server, graphs):
    """Each adds to what it read; none may be lost."""
    open_store(server).replace("first", {})
    failures = []

    def add(name):
        store = open_store(server)
        while True:
            try:
                with store.writing(name):
                    before = {line.split()[2] for line in store.read_study("first")}
                    objects = {*before, f'"{name}"'}
                    store.replace(
                        "first", {study_graph("first"): {("<a:s>", "<a:p>", o) for o in objects}}
                    )
                return
            except StoreBusy:
                threading.Event().wait(0.01)
            except PifError as error:
                failures.append(error)
                return

    threads = [threading.Thread(target=add, args=(f"w{i}",)) for i in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert failures == []
    assert len(list(open_store(server).read_study("first"))) == 6


def test_a_study_changed_by_somebody_else_is_said_and_mended(server, graphs):
    store = open_store(server)
    store.replace("first", graphs("first"))
    store._endpoint.update(f"INSERT DATA {{ GRAPH <{study_graph('first')}> {ONE} }}")

    with pytest.raises(StoreDamaged, match="80 statements of study first, where 79"):
        store.read_study("first")
    assert store.replace("first", graphs("first")) is True
    assert list(store.read_study("first")) == list(nquads(graphs("first")))


def test_an_ontology_of_another_version_is_exchanged_by_the_next_writer(server, graphs):
    store = open_store(server)
    store.replace("first", graphs("first"))
    ask = f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{ONTOLOGY_GRAPH}> {{ ?s ?p ?o }} }}"
    whole = list(store.query(ask).rows())
    store._endpoint.update(
        f"DROP GRAPH <{ONTOLOGY_GRAPH}> ; INSERT DATA {{ GRAPH <{ONTOLOGY_GRAPH}> {ONE} }} ; "
        + ledger.write_digest(ONTOLOGY_GRAPH, "0" * 64)
    )

    store.replace("first", graphs("first"))

    assert list(store.query(ask).rows()) == whole


def test_graphs_of_other_people_are_left_alone(server, graphs):
    """And are not in answers, where the server's default graph is not the union."""
    store = open_store(server)
    store._endpoint.update("INSERT DATA { GRAPH <a:theirs> { <a:s> <a:p> <a:o> } }")
    store.replace("first", graphs("first"))

    assert store.query("ASK { ?s <a:p> ?o }").truth is False
    assert store.query("ASK { GRAPH ?g { ?s <a:p> ?o } }").truth is False
    store.remove("first")
    theirs = store._endpoint.ask("ASK { GRAPH <a:theirs> { ?s ?p ?o } }", "ASK")
    assert theirs.truth is True


def test_the_ledger_is_the_only_other_graph(server, graphs):
    store = open_store(server)
    store.replace("first", graphs("first"))

    found = store._endpoint.ask("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }", "SELECT").rows()

    ours = {"study/first", "mapping/first", "derived/first", "ontology", "scheme", "store"}
    assert {row["g"] for row in found} == {f"<{BASE}graph/{name}>" for name in ours}


def test_a_comment_that_looks_like_an_update_is_still_a_question(server, graphs):
    store = open_store(server)
    store.replace("first", graphs("first"))

    answer = store.query("# please INSERT or DROP\nPREFIX load: <a:> ASK { ?s ?p ?o } # clear")

    assert answer.truth is True


def test_another_address_on_the_same_host_is_followed_for_reading():
    def moved(handler):
        if handler.path.startswith("/new"):
            handler.answer(200, b"<a:s> <a:p> <a:o> .\n", Content_Type="application/n-triples")
        else:
            handler.answer(301, Location="/new")

    with answering(moved) as address:
        endpoint = Endpoint(address, seconds=5, most=1000)
        assert len(list(endpoint.graph("a:g").rows())) == 1


def test_a_study_replaced_while_it_is_read_is_read_again(server, graphs, monkeypatch):
    store, other = open_store(server), open_store(server)
    store.replace("first", graphs("first"))
    graph, turns = Endpoint.graph, []

    def graph_then_replace(endpoint, iri):
        found = graph(endpoint, iri)
        if not turns:
            turns.append(iri)
            other.replace("first", graphs("first-revised"))
        return found

    monkeypatch.setattr(Endpoint, "graph", graph_then_replace)

    assert list(store.read_study("first")) == list(nquads(graphs("first-revised")))
