"""The figures: all workers together, by route and not by address, for those who may read them."""

from __future__ import annotations

import re

import pytest
from prometheus_client.parser import text_string_to_metric_families
from served import serving

from webui import tokens


@pytest.fixture(scope="module")
def watched(place, tmp_path_factory):
    file = tmp_path_factory.mktemp("tokens") / "tokens.json"
    token = tokens.add(file, "prometheus", ["metrics"])
    other = tokens.add(file, "other", ["update"])
    options = ["--public", "--workers", "2", "--proxies", "1", "--access-log", "off"]
    with serving(place, *options, "--token-file", str(file)) as service:
        service.token, service.other = token, other
        yield service


def figures(service):
    answer = service.get("/metrics")
    assert answer.status == 200
    return {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(answer.body.decode())
        for sample in family.samples
    }


def counted(service, route, status="200", method="GET"):
    labels = (("method", method), ("route", route), ("status", status))
    return figures(service).get(("pif_http_requests_total", *labels), 0)


def test_requests_to_all_workers_are_counted_together(watched):
    before = counted(watched, "/healthz")

    for _ in range(20):
        watched.get("/healthz")

    assert counted(watched, "/healthz") == before + 20
    took = figures(watched)[("pif_http_request_seconds_count", ("route", "/healthz"))]
    assert took >= 20


def test_addresses_that_anybody_can_make_up_are_one_figure(watched):
    before = counted(watched, "none", "404")

    for n in range(10):
        watched.get(f"/made-up-{n}?text=words")

    assert counted(watched, "none", "404") == before + 10
    assert "made-up" not in watched.get("/metrics").body.decode()


def test_the_store_is_described(watched):
    found = {name[0]: value for name, value in figures(watched).items()}

    assert found["pif_store"] == 1
    assert found["pif_store_studies"] >= 0


@pytest.mark.parametrize("name", ["X-Forwarded-For", "Forwarded", "Via", "X-Real-IP"])
def test_strangers_behind_a_proxy_do_not_read_them(watched, name):
    value = "for=192.0.2.1" if name == "Forwarded" else "192.0.2.1"

    assert watched.get("/metrics", headers=[(name, value)]).status == 403
    # Who claims to be this computer is no nearer to it.
    assert watched.get("/metrics", headers=[(name, "127.0.0.1")]).status == 403


def test_a_token_for_it_reads_them(watched):
    def read(token):
        headers = [("X-Forwarded-For", "192.0.2.1"), ("Authorization", f"Bearer {token}")]
        return watched.get("/metrics", headers=headers).status

    assert read(watched.token) == 200
    assert read(watched.other) == 403


def test_a_replaced_worker_loses_no_count(watched):
    for _ in range(6):
        watched.get("/healthz")
    before = counted(watched, "/healthz")
    for worker in watched.workers():
        worker.terminate()
        worker.wait(20)

    assert counted(watched, "/healthz") == before


def test_figures_of_limits_are_those_of_the_endpoint(watched):
    watched.get("/sparql?query=junk")

    assert re.search(
        r'pif_http_requests_total\{method="GET",route="/sparql",status="400"\}',
        watched.get("/metrics").body.decode(),
    )
