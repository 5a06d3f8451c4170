"""SPARQL 1.1 Protocol: the W3C's 34 tests, in conformance mode and as strangers see them."""

import pytest
from w3c_requests import ABSENT, RDF_TYPES, SUITES, TABLE_TYPES, cases, judge

CASES = cases(SUITES / "protocol" / "manifest.ttl")
QUERIES = [case for case in CASES if not case.is_update]
UPDATES = [case for case in CASES if case.is_update]

pytestmark = pytest.mark.skipif(not CASES, reason=ABSENT)


def test_the_suite_is_whole():
    assert (len(CASES), len(QUERIES), len(UPDATES)) == (34, 20, 14)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
@pytest.mark.parametrize("sparql", ["/sparql", "/sparql/"])
def test_every_test_passes_in_conformance_mode(conformance_server, case, sparql):
    conformance_server.sparql = sparql
    conformance_server.prepare(case)

    for exchange, answer in conformance_server.run(case):
        judge(exchange, answer)


@pytest.mark.parametrize("case", QUERIES, ids=lambda case: case.name)
def test_strangers_are_answered_every_query_test(public_server, case):
    # The graphs that some tests begin with are not there, so only the answer's kind is judged.
    for exchange, answer in public_server.run(case):
        judge(exchange, answer, of_its_own_graphs=not case.graphs)

        if not case.is_refused:
            assert answer.media_type in {*TABLE_TYPES, *RDF_TYPES}


@pytest.mark.parametrize("case", UPDATES, ids=lambda case: case.name)
@pytest.mark.parametrize("token", [None, "not-to-be-guessed-by-a-driver"])
def test_strangers_are_refused_every_update(public_server, case, token):
    exchange = case.exchanges[0]  # what follows asks what the update did
    headers = [*exchange.headers, *([("Authorization", f"Bearer {token}")] if token else [])]

    answer = public_server.send(
        exchange.method, exchange.path.replace("/sparql/", "/sparql"), headers, exchange.body
    )

    assert 400 <= answer.status < 500
    assert b'"error"' in answer.body
