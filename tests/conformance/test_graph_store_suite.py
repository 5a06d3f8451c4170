"""SPARQL 1.1 Graph Store Protocol: the W3C's 13 listed tests, and the one beside the list."""

import pytest
from w3c_requests import ABSENT, SUITES, cases, judge

FOLDER = SUITES / "graph-store-protocol"
CASES = cases(FOLDER / "manifest-direct.ttl", FOLDER / "manifest-indirect.ttl")

pytestmark = pytest.mark.skipif(not CASES, reason=ABSENT)


def test_the_suite_is_whole():
    assert len(CASES) == 13


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_test_passes_in_conformance_mode(conformance_server, case):
    conformance_server.prepare(case)

    for exchange, answer in conformance_server.run(case):
        judge(exchange, answer)


def test_a_graph_that_is_not_there_has_no_head(conformance_server):
    # head_non_existing_direct stands in the manifest and in no list of it.
    answer = conformance_server.send("HEAD", "/graph-store/person/4.ttl")

    assert (answer.status, answer.body) == (404, b"")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_strangers_are_refused_every_change(public_server, case):
    for exchange in case.exchanges:
        if exchange.method in ("PUT", "POST", "DELETE"):
            path = exchange.path.replace("/gsp", "/graph-store", 1)

            answer = public_server.send(exchange.method, path, exchange.headers, exchange.body)

            assert 400 <= answer.status < 500
