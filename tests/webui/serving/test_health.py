"""Whether it answers, and whether what it answers from may still be shown."""

from __future__ import annotations

import json

import pytest

import kg
from kg.errors import StoreUnreachable, TooManyAtOnce
from webui import Site, create_app, health
from webui.serving.children import Shared


class Cell:
    """A jail that answers, or fails in a way."""

    def __init__(self, error=None):
        self.error, self.asked = error, 0

    def run(self, job):
        self.asked += 1
        if self.error:
            raise self.error
        return self

    def close(self):
        pass


@pytest.fixture(scope="module")
def graph(place):
    with kg.open_graph(place) as graph:
        yield graph


def client_of(graph, **options):
    return create_app(graph, site=Site(graph, **options)).test_client()


def test_it_says_that_it_is_ready(owner):
    answer = owner.get("/readyz")

    assert answer.status == 200
    assert json.loads(answer.body)["status"] == "ok"


def test_it_is_not_ready_without_its_jail(graph):
    client = client_of(graph, jail=Cell(StoreUnreachable("The jail does not answer.")))

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json["error"]["message"] == "The jail does not answer."
    assert client.get("/healthz").status_code == 200


def test_a_busy_jail_is_ready(graph):
    assert client_of(graph, jail=Cell(TooManyAtOnce("Busy."))).get("/readyz").status_code == 200


def test_asking_often_costs_little(graph):
    jail = Cell()
    client = client_of(graph, jail=jail)

    for _ in range(20):
        assert client.get("/readyz").status_code == 200

    assert jail.asked == 1


def test_it_is_not_ready_without_its_store(tmp_path):
    with kg.open_graph("http://127.0.0.1:9/sparql") as graph:
        answer = client_of(graph).get("/readyz")

    assert answer.status_code == 503
    assert answer.json["status"] == 503


def test_what_nobody_looks_after_is_no_longer_shown(graph):
    shared = Shared()
    app = create_app(graph, site=Site(graph, audience="public"))
    health.only_while_fresh(app, lambda: shared.age < 60)
    client = app.test_client()

    for path in ("/", "/api/quotes", "/quotes", "/sparql?query=ASK%7B%7D", "/nowhere", "/readyz"):
        assert client.get(path).status_code == 503, path
    assert client.get("/healthz").status_code == 200

    shared.note_fresh()
    assert client.get("/").status_code == 200
    assert client.get("/readyz").status_code == 200
