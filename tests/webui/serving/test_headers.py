"""What every answer says to browsers and caches."""

from __future__ import annotations

import gzip
import re

import pytest

import kg
from webui import Site, create_app

PAGES = ["/", "/quotes", "/nowhere", "/healthz", "/api/quotes", "/static/site.css", "/sparql"]
GZIP = {"Accept-Encoding": "gzip"}


@pytest.fixture(scope="module")
def graph(place):
    with kg.open_graph(place) as graph:
        yield graph


@pytest.fixture(scope="module")
def owners(graph):
    return create_app(graph).test_client()


@pytest.fixture(scope="module")
def strangers(graph):
    return create_app(graph, site=Site(graph, audience="public")).test_client()


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("who", ["owners", "strangers"])
def test_every_answer_is_kept_to_itself(request, who, path):
    headers = request.getfixturevalue(who).get(path).headers
    policy = dict(
        part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";")
    )

    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "http" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "Set-Cookie" not in headers
    assert "Strict-Transport-Security" not in headers


@pytest.mark.parametrize("path", ["/", "/api/quotes", "/nowhere", "/static/site.css"])
def test_what_is_public_may_be_read_by_pages_of_others(strangers, path):
    headers = strangers.get(path, headers={"Origin": "https://notebook.example"}).headers

    assert headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in headers
    assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "Link" in headers["Access-Control-Expose-Headers"]


@pytest.mark.parametrize("path", ["/", "/api/quotes", "/nowhere", "/static/site.css"])
def test_what_is_the_owners_may_not(owners, path):
    headers = owners.get(path, headers={"Origin": "https://notebook.example"}).headers

    assert not [name for name in headers.keys() if name.startswith("Access-Control")]  # noqa: SIM118
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cache-Control"].startswith(("private", "no-store"))


ASKED = {
    "Origin": "https://notebook.example",
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "content-type, authorization",
}


def test_browsers_are_told_what_pages_may_send_and_no_token_is_among_it(strangers, owners):
    told = strangers.options("/sparql", headers=ASKED)

    assert told.status_code == 204
    assert "POST" in told.headers["Access-Control-Allow-Methods"]
    assert "content-type" in told.headers["Access-Control-Allow-Headers"].lower()
    assert "authorization" not in told.headers["Access-Control-Allow-Headers"].lower()
    assert "Access-Control-Allow-Methods" not in owners.options("/sparql", headers=ASKED).headers


# Packing


@pytest.mark.parametrize("path", ["/", "/quotes", "/static/site.css"])
def test_an_ordinary_page_is_small_and_the_same_unpacked(owners, path):
    plain = owners.get(path)
    packed = owners.get(path, headers=GZIP)

    assert packed.headers["Content-Encoding"] == "gzip"
    assert int(packed.headers["Content-Length"]) == len(packed.data) < 25_000
    assert gzip.decompress(packed.data) == plain.data
    assert "Content-Encoding" not in plain.headers
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert "Accept-Encoding" in plain.headers["Vary"]


@pytest.mark.parametrize("accepted", ["identity", "gzip;q=0", "br", "gzip;q=0.1, identity", ""])
def test_who_does_not_want_it_packed_gets_it_plain(owners, accepted):
    answer = owners.get("/", headers={"Accept-Encoding": accepted})

    assert "Content-Encoding" not in answer.headers


def test_a_packed_answer_is_not_packed_again(owners):
    answer = owners.get("/api/quotes", headers=GZIP)

    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.data)[:1] == b"{"


def test_nothing_has_changed_is_said_packed_or_not(owners):
    for first in ({}, GZIP):
        tag = owners.get("/api/quotes", headers=first).headers["ETag"]
        for again in ({}, GZIP):
            answer = owners.get("/api/quotes", headers={**again, "If-None-Match": tag})
            assert answer.status_code == 304, (first, again)
            assert answer.data == b""
            assert "Content-Encoding" not in answer.headers


# Static files


def test_static_files_are_named_by_content_and_kept_for_ever(owners):
    addresses = re.findall(r'"(/static/[^"]+)"', owners.get("/").text)

    assert addresses
    for address in addresses:
        answer = owners.get(address.replace("&amp;", "&"))
        assert answer.status_code == 200, address
        assert "immutable" in answer.headers["Cache-Control"], address


def test_an_address_of_other_content_is_not_kept(owners):
    headers = owners.get("/static/site.css?v=0000000000000000").headers

    assert headers["Cache-Control"] == "private, no-cache"


def test_a_static_file_that_has_not_changed_is_not_sent_again(owners):
    tag = owners.get("/static/site.css").headers["ETag"]

    answer = owners.get("/static/site.css", headers={"If-None-Match": tag})

    assert answer.status_code == 304


@pytest.mark.parametrize(
    "path",
    [
        "/static/../protection.py", "/static/%2e%2e/protection.py", "/static/..%2fprotection.py",
        "/static//etc/passwd", "/static/%00", "/static/", "/static/site.css/", "/static/.",
        "/static/" + "a" * 5000, "/static/%ff%fe",
    ],
)  # fmt: skip
def test_nothing_else_is_read_from_disk(owners, path):
    assert owners.get(path).status_code in (308, 404)


# Host names in what is answered


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example/x",
        "/%0d%0aX-Evil:%201",
        "/quotes/%0d%0aSet-Cookie:%20a=b",
        "/%5cevil.example",
    ],
)
def test_nothing_in_an_address_becomes_a_header_or_leads_away(owner, path):
    answer = owner.get(path)

    assert 300 <= answer.status < 500
    assert "x-evil" not in answer.headers
    assert "set-cookie" not in answer.headers
    leads = answer.headers.get("location", "/")
    assert leads.startswith(("/", f"http://127.0.0.1:{owner.port}/"))
    assert not leads.startswith("//")
