"""The same jail over a store on a server, which cannot be forked and cannot be stopped."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest
from jail_kit import SMALL, a_format, listening, queries, wait_until
from store_kinds import opened, oxigraph_server, read_graphs

from kg.errors import LimitReached, StoreError, TimeLimitReached, UsageError
from kg.sandbox import Job, Limits, kind_of, start
from kg.terms import text

STUDIES = ("first", "second")


@pytest.fixture(scope="module")
def remote(tmp_path_factory):
    with opened("remote", tmp_path_factory.mktemp("remote")) as store:
        for study in STUDIES:
            store.replace(study, read_graphs(study))
        yield store


@pytest.fixture(scope="module")
def jail(remote):
    with start(remote.address, SMALL, services=()) as made:
        yield made


def answer(jail, sparql, format="json", **more):
    answered = jail.run(Job(sparql, format, **more))
    return b"".join(answered.chunks())


@pytest.mark.parametrize("path", queries("formats"), ids=lambda path: path.stem)
def test_it_answers_as_the_store_does(jail, remote, path):
    sparql = path.read_text(encoding="utf-8")
    format = a_format(kind_of(sparql))

    found = answer(jail, sparql, format)

    expected = b"".join(remote.query(sparql).write(format))
    assert sorted(found.splitlines()) == sorted(expected.splitlines())


def test_it_says_which_revision_answered(jail, remote):
    answered = jail.run(Job("ASK {}", "json"))
    answered.close()

    assert answered.revision == remote.revision()


def test_values_are_bound(jail, remote):
    sparql = "SELECT ?id { ?s <https://w3id.org/pif-kg/ontology#identifier> ?id }"
    some = next(iter(remote.query(sparql).rows()))["id"]

    assert len(answer(jail, sparql, "csv", bindings={"id": some}).split()) >= 2
    assert answer(jail, sparql, "csv", bindings={"id": text('" } #')}) == b"id\r\n"


def test_a_query_that_takes_too_long_is_ended_here(study_store, remote):
    """The server may go on with it; we do not wait for that."""
    with oxigraph_server() as root, start(f"{root}/query", SMALL, services=()) as jail:
        began = time.monotonic()

        with pytest.raises(TimeLimitReached):
            jail.run(Job(_slow(), "json"))

        assert time.monotonic() - began < SMALL.seconds + 1.5


def test_a_server_that_keeps_silent_is_given_up():
    with listening(answers=False) as mute, start(mute.address, SMALL, services=()) as jail:
        with pytest.raises(TimeLimitReached):
            jail.run(Job("ASK {}", "json"))

        assert mute.connections > 0


def test_a_server_that_is_not_there_is_told_without_its_address():
    with listening() as gone:
        address = gone.address
    with (
        start(address, SMALL, services=()) as jail,
        pytest.raises(StoreError, match="No answer from the store") as refused,
    ):
        jail.run(Job("ASK {}", "json"))

    assert "127.0.0.1" not in str(refused.value)


@pytest.mark.parametrize(("rows", "bytes"), [(10, "1,000"), (10_000, "8,000")])
def test_an_answer_that_is_too_large_is_refused(remote, rows, bytes):
    """As it is written here, and as the server sends it: that may be in more words."""
    with (
        start(remote.address, Limits(size=1000), services=()) as jail,
        pytest.raises(LimitReached, match=f"larger than {bytes} bytes"),
    ):
        answer(jail, f"SELECT * {{ ?s ?p ?o }} LIMIT {rows}")


def test_what_the_server_finds_wrong_is_told_without_its_address(jail):
    with pytest.raises(UsageError, match="The store refuses the query") as refused:
        answer(jail, "SELECT * { ?s ?p }")

    assert "127.0.0.1" not in str(refused.value)


def test_service_is_refused_before_the_server_sees_it(jail):
    with listening() as listener:
        for path in queries("service"):
            sparql = path.read_text(encoding="utf-8").replace("ADDRESS", listener.address)
            with pytest.raises(UsageError):
                answer(jail, sparql.replace("PORT", str(listener.port)), "json")

    assert listener.connections == 0


class Recorder(BaseHTTPRequestHandler):
    """A server that holds nothing and writes down what it is asked."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        asked = parse_qs(body)
        self.server.asked.append(asked)
        table = {"head": {"vars": ["s", "p", "o"]}, "results": {"bindings": []}}
        if "ASK" in asked["query"][0]:
            table = {"head": {}, "boolean": False}
        content = json.dumps(table).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/sparql-results+json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass


@pytest.fixture
def recorder():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Recorder)
    server.asked = []
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    "job",
    [
        Job("SELECT * FROM <http://elsewhere.example/> { ?s ?p ?o }", "json"),
        Job("SELECT * FROM NAMED <http://elsewhere.example/> { GRAPH ?g { ?s ?p ?o } }", "json"),
        Job("PREFIX e: <http://elsewhere.example/> SELECT * FROM e:x { ?s ?p ?o }", "json"),
        Job(
            "SELECT * FROM <http://elsewhere.example/> { ?s ?p ?o }",
            "json",
            default_graphs=("http://elsewhere.example/b",),
            named_graphs=("http://elsewhere.example/c",),
        ),
    ],
    ids=["from", "from-named", "prefixed", "protocol"],
)
def test_a_server_is_asked_for_no_graph_that_the_store_does_not_hold(recorder, job):
    address = f"http://127.0.0.1:{recorder.server_address[1]}/query"
    with start(address, SMALL, services=()) as jail:
        jail.run(job).close()

    sent = recorder.asked[-1]
    assert "FROM" in sent["query"][0]
    graphs = sent["default-graph-uri"] + sent["named-graph-uri"]
    assert graphs == ["https://w3id.org/pif-kg/graph/none"] * 2
    assert "FROM <http://elsewhere" not in sent["query"][0]
    assert "FROM NAMED <http://elsewhere" not in sent["query"][0]
    assert "FROM e:" not in sent["query"][0]


def test_small_queries_are_answered_while_slow_ones_wait_for_the_server(remote):
    """Most of a slow query is spent at the server; its places here are bounded all the same."""
    with oxigraph_server() as root, start(f"{root}/query", SMALL, services=()) as jail:
        jail.run(Job("ASK {}", "json")).close()
        done = []

        def slow():
            try:
                jail.run(Job(_slow(), "json", client="evil"))
            except LimitReached as error:
                done.append(error)

        threads = [threading.Thread(target=slow) for _ in range(6)]
        for thread in threads:
            thread.start()
        jail.run(Job("ASK {}", "json", client="good")).close()
        for thread in threads:
            thread.join()

    wait_until(lambda: len(done) == len(threads))


def _slow():
    """A query that takes long at an empty server."""
    values = " ".join(f"({n})" for n in range(300))
    joined = " ".join(f"{{ VALUES (?v{n}) {{ {values} }} }}" for n in range(4))
    return f"SELECT (COUNT(*) AS ?n) {{ {joined} FILTER(?v0 + ?v1 + ?v2 + ?v3 < 0) }}"
