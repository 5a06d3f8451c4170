"""Comunica, which finds out by itself what an address is: an endpoint, a document."""

import http.server
import json
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from kg.namespaces import PIF

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
