"""Whatever strangers ask: it ends within its limit, reaches nobody, and others are answered."""

import json
from collections import Counter

import psutil
import pytest
from served import wait_until

from benchmarks import attacks

SECONDS = 1.0
SLACK = 6.0
"""Seconds that a busy machine may take beyond a limit."""
CASES = attacks.cases("http://127.0.0.1:9/")


def busy(service):
    """Return the processes that work, other than those that wait."""
    return [p for p in service.children() if _working(p)]


def _working(process):
    try:
        return process.cpu_percent(0.2) > 50
    except psutil.Error:
        return False


@pytest.mark.parametrize("number", range(len(CASES)), ids=[case.name for case in CASES])
def test_a_hostile_question_by_itself(attacked, number):
    with attacks.listener() as (address, came):
        case = attacks.cases(address)[number]

        got = attacks.ask(attacked.root, case, source=attacks.attacker())

    assert got.status in case.status, got
    assert got.seconds < SECONDS + SLACK
    assert got.status == 200 or attacks.well_said(got.error), got.error
    assert got.status == 200 or got.error["status"] == got.status
    assert came == []


def test_which_limit_was_hit_is_said(attacked):
    said = {}
    for case in CASES:
        if case.name in ("cross product", "ten million rows", "a longer text than is read"):
            got = attacks.ask(attacked.root, case, source=attacks.attacker())
            said[case.name] = got.error["error"]["message"]

    limits = ("8 MiB", "1 second", "256 MiB")
    for name in ("cross product", "ten million rows"):
        assert any(limit in said[name] for limit in limits), said
    assert "256 KiB" in said["a longer text than is read"]


@pytest.mark.parametrize("addresses", [1, 50], ids=["from one address", "from fifty addresses"])
def test_fifty_at_once_harm_nobody_else(stormed, addresses):
    with (
        attacks.listener() as (address, came),
        attacks.Memory(stormed.process.pid) as memory,
        attacks.Bystanders(stormed.root) as others,
    ):
        before = memory.now()
        questions = attacks.cases(address)
        asked = attacks.storm(stormed.root, questions, 50, 60, addresses=addresses)

    allowed = {case.name: {*case.status, 429} for case in questions}
    assert [got for got in asked if got.status not in allowed[got.name]] == []
    assert all(attacks.well_said(got.error) for got in asked if got.status != 200)
    assert came == []
    assert set(others.statuses) == {200}, (others.statuses, others.said())
    waited = others.said()
    assert all(said["count"] >= 3 for said in waited.values()), waited
    assert all(said["median"] < 2 and said["most"] < 3 + SLACK for said in waited.values()), waited
    # Four questions at once with 256 MiB each, and what spools and pages take.
    assert memory.most - before < (4 * 256 + 400) << 20
    assert Counter(got.status for got in asked)[429] < 50


def test_what_is_refused_for_being_too_much_says_when_to_come_back(attacked):
    slow = next(case for case in CASES if case.name == "cross product")
    asked = attacks.storm(attacked.root, [slow], 80, 60)

    refused = [got for got in asked if got.status == 429]
    assert refused
    assert all(got.status in (413, 429, 504) for got in asked), Counter(got.status for got in asked)
    assert all(got.error["error"]["code"] == "too-many-at-once" for got in refused)


def test_afterwards_nothing_is_left_running(attacked):
    wait_until(lambda: not busy(attacked), what="rest")

    got = attacks.ask(attacked.root, attacks.Case("small", attacks.SMALL, (200,)))
    assert got.status == 200
    assert "".join(attacked.problems) == ""


def test_the_log_holds_no_question_and_no_address(attacked):
    wait_until(attacked.log.exists, what="a log")
    said = attacked.log.read_text(encoding="utf-8")

    assert said.count("\n") > 20
    assert "SELECT" not in said
    assert "127.0.0." not in said
    assert "query=" not in said


@pytest.mark.parametrize("media_type", ["application/ld+json", "application/rdf+xml"])
def test_nothing_that_is_sent_is_fetched(attacked, media_type):
    import http.client

    with attacks.listener() as (address, came):
        data = (
            json.dumps({"@context": address, "@id": "x:y"})
            if media_type.endswith("json")
            else f'<!DOCTYPE r [<!ENTITY a SYSTEM "{address}">]><r>&a;</r>'
        )
        for path in ("/api/validate", "/graph-store?default", "/sparql"):
            link = http.client.HTTPConnection("127.0.0.1", attacked.port, timeout=20)
            link.request("POST", path, data.encode(), {"Content-Type": media_type})
            answer = link.getresponse()
            error = json.loads(answer.read())
            link.close()
            assert 400 <= answer.status < 500 or "findings" in error, (path, answer.status)

    assert came == []
