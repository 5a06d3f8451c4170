"""Changes over HTTP with a token, by clients that know the standards and nothing of us."""

import json
import shutil
import subprocess
import time
from pathlib import Path

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLUpdateStore
from served import serving

import kg
from kg.namespaces import PIF

TOKEN = "a-token-of-the-tests-that-is-long-enough-to-be-one"
SMALL = Path(__file__).parents[1] / "data" / "small-study"
SAID = "https://w3id.org/pif-kg/graph/study/small-study"
MAPS = "https://w3id.org/pif-kg/graph/mapping/small-study"
Q1 = "https://w3id.org/pif-kg/study/small-study/quote/Q1"
NOTE = f'<{Q1}> <{PIF}note> "by curl" .'
SWITCHED_ON = {"PIF_UPDATE": "1", "PIF_TOKEN": TOKEN}


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """The folder of a store with the small study."""
    folder = tmp_path_factory.mktemp("changing") / "store"
    with kg.open_graph(folder) as graph:
        kg.load(SMALL, into=graph)
    return folder


@pytest.fixture(scope="module")
def service(place):
    """The owner's server, which a token may change."""
    with serving(place, "--access-log", "off", environ=SWITCHED_ON) as running:
        running.root, running.place = running.address.rstrip("/"), place
        yield running


@pytest.fixture(scope="module")
def public(place):
    """The public server of the same store."""
    with serving(place, "--public", "--access-log", "off", environ=SWITCHED_ON) as running:
        running.root, running.place = running.address.rstrip("/"), place
        yield running


def curl(*words, token=TOKEN, given=""):
    """Return status and body of an answer to curl."""
    signed = ["-H", f"Authorization: Bearer {token}"] if token else []
    program = shutil.which("curl")
    assert program, "curl is part of what the tests need; .ci/run installs it"
    done = subprocess.run(
        [program, "-s", "--max-time", "30", "-w", "\n%{http_code}", *signed, *words],
        input=given,
        capture_output=True,
        text=True,
        check=True,
    )
    body, _, status = done.stdout.rpartition("\n")
    return int(status), body


def kept(service):
    with kg.open_graph(service.place) as graph:
        return "".join(graph.store.read_study("small-study"))


def test_curl_changes_a_study_by_update_and_by_graph(service):
    update = f'INSERT DATA {{ GRAPH <{SAID}> {{ <{Q1}> <{PIF}note> "by update" }} }}'
    as_update = ("-H", "Content-Type: application/sparql-update", "--data-binary", "@-")
    as_turtle = ("-H", "Content-Type: text/turtle", "--data-binary", "@-")
    graph = f"{service.root}/graph-store?graph={SAID}"

    status, body = curl(*as_update, f"{service.root}/sparql", given=update)
    assert status in (200, 204), body
    assert '"by update"' in kept(service)

    status, body = curl("-X", "POST", *as_turtle, graph, given=NOTE)
    assert status in (200, 204), body
    assert '"by curl"' in kept(service)

    maps = [line for line in kept(service).splitlines() if MAPS in line]
    status, body = curl("-X", "DELETE", graph.replace(SAID, MAPS))
    assert status in (200, 204), body
    assert MAPS not in kept(service)

    again = "\n".join(maps).replace(f" <{MAPS}> .", " .")
    status, body = curl("-X", "PUT", *as_turtle, graph.replace(SAID, MAPS), given=again)
    assert status in (200, 201, 204), body
    assert sorted(line for line in kept(service).splitlines() if MAPS in line) == sorted(maps)


def test_without_a_token_nothing_changes(service):
    before = kept(service)

    for token in ("", "another-token-that-is-not-the-one-of-this-server"):
        for words in (
            ("--data-urlencode", "update=DROP ALL", f"{service.root}/sparql"),
            ("-X", "DELETE", f"{service.root}/graph-store?graph={SAID}"),
        ):
            status, body = curl(*words, token=token)
            assert status in (401, 403), body
            assert json.loads(body)["status"] == status

    assert kept(service) == before


def test_findings_are_told_in_the_answer(service):
    before = kept(service)
    update = f"DELETE WHERE {{ GRAPH <{SAID}> {{ <{Q1}> <{PIF}text> ?t }} }}"

    status, body = curl("--data-urlencode", f"update={update}", f"{service.root}/sparql")

    said = json.loads(body)
    assert (status, said["status"]) == (422, 422)
    assert "Quote-text" in body
    assert kept(service) == before


def test_what_may_not_change_is_said(service):
    status, body = curl(
        "--data-urlencode", "update=INSERT DATA { <x:a> <x:b> <x:c> }", f"{service.root}/sparql"
    )

    assert status == 400
    assert "graph/study/ID" in json.loads(body)["error"]["hint"]


def test_rdflib_changes_a_study(service):
    store = SPARQLUpdateStore(
        f"{service.root}/sparql",
        f"{service.root}/sparql",
        headers={"Authorization": f"Bearer {TOKEN}"},
    )
    graph = Graph(store, identifier=URIRef(SAID))

    graph.add((URIRef(Q1), URIRef(f"{PIF}inSection"), Literal("Added")))
    assert '"Added"' in kept(service)

    graph.remove((URIRef(Q1), URIRef(f"{PIF}inSection"), Literal("Added")))
    assert '"Added"' not in kept(service)


def test_without_a_token_strangers_change_nothing(public):
    before = kept(public)

    for token in ("", "another-token-that-is-not-the-one-of-this-server"):
        for words in (
            ("--data-urlencode", "update=DROP ALL", f"{public.root}/sparql"),
            ("-X", "DELETE", f"{public.root}/graph-store?graph={SAID}"),
        ):
            status, body = curl(*words, token=token)
            assert status in (401, 403), body
            assert json.loads(body)["status"] == status

    assert kept(public) == before


def test_what_the_owner_changes_is_public_a_moment_later(service, public):
    update = (
        f"DELETE {{ GRAPH <{SAID}> {{ <{Q1}> <{PIF}inSection> ?s }} }} "
        f'INSERT {{ GRAPH <{SAID}> {{ <{Q1}> <{PIF}inSection> "Elsewhere" }} }} '
        f"WHERE {{ GRAPH <{SAID}> {{ <{Q1}> <{PIF}inSection> ?s }} }}"
    )
    status, body = curl("--data-urlencode", f"update={update}", f"{service.root}/sparql")
    assert status in (200, 204), body
    ask = f'query=ASK {{ <{Q1}> <{PIF}inSection> "Elsewhere" }}'

    for server in (service, public):
        until = time.monotonic() + 20
        while "true" not in curl("--data-urlencode", ask, f"{server.root}/sparql", token="")[1]:
            assert time.monotonic() < until
            time.sleep(0.1)
