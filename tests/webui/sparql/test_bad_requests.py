"""Requests that cannot be answered get the right 4xx, in the one shape of errors; never a 500."""

from io import BytesIO
from pathlib import Path

import pytest
import yaml

CASES = yaml.safe_load(Path(__file__).with_name("bad-requests.yaml").read_text(encoding="utf-8"))


def send(client, case, **headers):
    body = case.get("body")
    if isinstance(body, dict):
        body = body["repeat"] * body["times"] + body.get("then", "") * body.get("then_times", 0)
    data = None if body is None else body.encode(case.get("encoding", "utf-8"))
    headers |= case.get("headers", {})
    if "accept" in case:
        headers["Accept"] = case["accept"]
    return client.open(
        case.get("target", "/sparql"),
        method=case.get("method", "GET"),
        data=data,
        content_type=case.get("type"),
        headers=headers,
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_bad_request_is_refused_in_the_shape_of_all_errors(site, case):
    answer = send(site, case)

    assert answer.status_code == case["status"], answer.text[:500]
    assert answer.content_type == "application/json"
    said = answer.json
    assert said["status"] == case["status"]
    assert set(said["error"]) == {"code", "message", "hint"}
    assert case.get("says", "") in said["error"]["message"]
    assert "Traceback" not in answer.text
    assert "Accept" in answer.vary
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    "case", [case for case in CASES if "accept" not in case], ids=lambda case: case["name"]
)
def test_a_browser_gets_a_page_instead(public, case, check_page):
    answer = send(public, case, Accept="text/html,application/xhtml+xml;q=0.9,*/*;q=0.8")

    assert answer.status_code == case["status"]
    assert answer.mimetype == "text/html"
    page = check_page(answer.text)
    assert case.get("says", "").replace("'", "") in "".join(page.itertext()).replace("'", "")


@pytest.mark.parametrize(
    ("target", "allowed"),
    [
        ("/sparql", {"GET", "HEAD", "POST", "OPTIONS"}),
        ("/graph-store?default", {"GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS"}),
    ],
)
@pytest.mark.parametrize("method", ["PATCH", "FROBNICATE"])
def test_a_method_without_meaning_names_those_with_one(public, target, allowed, method):
    answer = public.open(target, method=method)

    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == allowed


class Unreadable(BytesIO):
    def read(self, size=-1):
        raise AssertionError("the body was read")


def test_what_is_said_to_be_too_long_is_not_read(scratch):
    answer = scratch.post(
        "/sparql",
        input_stream=Unreadable(),
        content_type="application/sparql-query",
        environ_overrides={"CONTENT_LENGTH": "50000000"},
    )

    assert answer.status_code == 413


@pytest.mark.parametrize(
    "target",
    [
        "/sparql?query=ASK%7B%7D&x=%0d%0aSet-Cookie:%20a=b",
        "/sparql?query=ASK%7B%7D&format=json%0d%0aX:y",
        "/graph-store/graph/%0d%0aX-Evil:1",
    ],
)
def test_nothing_that_is_sent_becomes_a_header(public, target):
    answer = public.get(target)

    assert answer.status_code < 500
    assert not {"Set-Cookie", "X", "X-Evil"} & set(answer.headers.keys())
