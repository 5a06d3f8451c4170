"""Comunica, which finds out by itself what an address is: an endpoint, a document."""

import http.server
import json
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from published_crates import study
from served import serving

import kg
from kg.namespaces import CONSTRUCT, PIF

INSTALLED = Path(sys.prefix) / "clients"
ASK = Path(__file__).with_name("ask.cjs")
Q27 = "https://w3id.org/pif-kg/study/krishna2024/quote/Q27"


def asked(query, *sources):
    assert (INSTALLED / "node_modules").is_dir(), "`make clients` installs what this needs"
    done = subprocess.run(
        ["node", str(ASK), json.dumps({"query": query, "sources": sources})],
        cwd=INSTALLED,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def second(tmp_path_factory):
    """The endpoint of a second server, with another study."""
    place = tmp_path_factory.mktemp("second")
    (place / "small.ttl").write_bytes(study("small"))
    with kg.open_graph(place / "store") as graph:
        kg.load(place / "small.ttl", into=graph)
    with serving(place / "store", "--public", "--access-log", "off") as service:
        yield f"{service.address.rstrip('/')}/sparql"


@pytest.fixture
def document():
    """The address of a Turtle document on another server."""
    said = f'<{Q27}> <https://example.org/readBy> "a reader elsewhere" .\n'.encode()

    class Answers(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/turtle")
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *words):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/notes"
        server.shutdown()
        thread.join()


def test_the_address_is_found_to_be_an_endpoint(endpoint):
    rows = asked(f"SELECT (COUNT(?q) AS ?n) WHERE {{ ?q a <{PIF}Quote> }}", endpoint)

    # Counted where the data is: a document would hold the description of the service alone.
    assert rows == [{"n": "27"}]


def test_the_address_of_a_thing_is_found_to_be_a_document(public):
    address = Q27.replace("https://w3id.org/pif-kg", public)

    rows = asked(f"SELECT ?label WHERE {{ <{Q27}> <{PIF}speakerLabel> ?label }}", address)

    assert rows == [{"label": "NP1"}]


def test_an_endpoint_and_a_document_elsewhere_are_asked_together(endpoint, document):
    rows = asked(
        f"SELECT ?text ?reader WHERE {{ ?q <https://example.org/readBy> ?reader . "
        f"?q <{PIF}text> ?text }}",
        endpoint,
        document,
    )

    [row] = rows
    assert row["reader"] == "a reader elsewhere"
    assert "chain of command" in row["text"]


def test_one_question_over_two_servers_has_the_answers_of_both(endpoint, second):
    question = (
        f"SELECT DISTINCT ?quote WHERE {{ ?quote a <{PIF}Quote> ; <{PIF}supports> ?construct ; "
        f"<{PIF}text> ?text }}"
    )
    first, other = ({row["quote"] for row in asked(question, it)} for it in (endpoint, second))

    both = {row["quote"] for row in asked(question, endpoint, second)}

    assert first
    assert other
    assert first.isdisjoint(other)
    assert both == first | other


def test_a_construct_joins_studies_of_two_servers(endpoint, second):
    rows = asked(
        f"SELECT DISTINCT ?study WHERE {{ ?quote <{PIF}supports> <{CONSTRUCT}identity-work> ; "
        f"<{PIF}ofStudy> ?study }}",
        endpoint,
        second,
    )

    assert {row["study"].rpartition("/")[2] for row in rows} == {"krishna2024", "small"}
