"""``pif fair``, on what we publish ourselves, and without asking anybody."""

import json
import socket
import threading
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest

import kg
from kg.cli import main
from kg.errors import UsageError
from kg.fair.sites import Served
from webui import Site, create_app


class Silent(WSGIRequestHandler):
    """Writes no log."""

    def log_message(self, *said):
        """Say nothing."""


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """Serve the first study on this machine; yields the address."""
    with kg.open_graph(tmp_path_factory.mktemp("fair") / "store") as graph:
        kg.load("krishna2024", into=graph)
        app = create_app(graph, site=Site(graph, audience="public"))
        with make_server("127.0.0.1", 0, app, handler_class=Silent) as server:
            thread = threading.Thread(target=server.serve_forever, args=(0.01,))
            thread.start()
            yield f"http://127.0.0.1:{server.server_port}"
            server.shutdown()
            thread.join()


def judged(capsys, *words):
    """Run the command; returns its exit code and the outcome of each check by its id."""
    code = main(["fair", "--format", "json", *words])
    said = json.loads(capsys.readouterr().out)
    return code, {c["id"]: c["outcome"] for group in said["groups"] for c in group["checks"]}


def test_our_own_ontology_passes_all_but_what_a_registry_must_tell(capsys, monkeypatch):
    def refuse(*_):
        raise AssertionError("somebody is asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    code, found = judged(capsys)

    assert code == 0
    assert {id for id, outcome in found.items() if outcome == "registry"} == {"FIND2", "OM3"}
    assert {id for id, outcome in found.items() if outcome == "failed"} <= {"P04", "P13"}
    assert "unseen" not in found.values()


def test_what_is_served_passes_all_that_is_required(capsys, served):
    code, found = judged(capsys, "--url", served)

    assert code == 0
    assert found["FsF-A1-02MD-2"] == found["1-item"] == found["CN1"] == "passed"


def test_what_is_published_passes_all_that_is_required(capsys, study_store, tmp_path):
    from webui.site import publish

    publish(study_store, tmp_path / "out", step=lambda _: None)
    code, found = judged(capsys, str(tmp_path / "out"))

    assert code == 0
    failed = {id for id, outcome in found.items() if outcome == "failed"}
    assert failed <= {"P04", "P13", "FsF-R1.3-01M-1", "1-author"}
    assert "unseen" not in found.values()


def test_a_folder_that_lacks_something_is_told_of_with_the_remedy(capsys, made_site, tmp_path):
    made_site(**{"ontology.html": None, "study/made-up.linkset.json": None})

    assert main(["fair", str(tmp_path)]) == 1

    said = capsys.readouterr().out
    assert "FAILED     DOC1" in said
    assert "remedy: Serve a page about it at its IRI." in said
    assert "FOOPS!: 21 of 23 passed" in said
    assert "2-linkset" in said


def test_only_what_failed_is_told_when_asked(capsys, made_site, tmp_path):
    made_site(**{"study/made-up.linkset.json": None})

    assert main(["fair", "--publication", str(tmp_path), "--failed"]) == 0
    assert "  passed" not in capsys.readouterr().out


@pytest.mark.parametrize(
    "url",
    ["http://example.org/", "http://127.0.0.1.example.org/", "http://10.0.0.1/", "ftp://localhost/",
     "http://0.0.0.0/", "localhost"],
)  # fmt: skip
def test_no_other_machine_is_asked(url):
    with pytest.raises(UsageError):
        Served(url)


def test_a_server_that_leads_elsewhere_is_not_followed():
    def app(environ, start):
        start("303 See Other", [("Location", "http://example.org/")])
        return [b""]

    with make_server("127.0.0.1", 0, app, handler_class=Silent) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            root = f"http://127.0.0.1:{server.server_port}/"
            assert Served(root).get(f"{root}ontology") is None
        finally:
            server.shutdown()
            thread.join()


def test_both_a_folder_and_an_address_are_too_much(capsys, tmp_path):
    assert main(["fair", str(tmp_path), "--url", "http://localhost:1/"]) == 2
    assert main(["fair", str(tmp_path / "nowhere")]) == 2
    assert main(["fair", "--url", "http://127.0.0.1:9/"]) == 3
    assert "Nothing answers" in capsys.readouterr().err
