"""What is no proper request is refused before anything of it is believed."""

from __future__ import annotations

import json

import pytest
from served import exchange


@pytest.fixture
def port(connections):
    def application(environ, start_response):
        body = environ["wsgi.input"].read()
        said = {
            "host": environ.get("HTTP_HOST"),
            "path": environ["PATH_INFO"],
            "prefix": environ["SCRIPT_NAME"],
            "size": len(body),
        }
        answer = json.dumps(said).encode()
        start_response("200 OK", [("Content-Length", str(len(answer)))])
        return [answer]

    return connections(application, body=100_000).port


GET = b"GET / HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n"
POST = b"POST / HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n"

REFUSED = {
    "version 0.9": (b"GET /\r\n\r\n", 505),
    "version 2.0": (b"GET / HTTP/2.0\r\nHost: a.example\r\n\r\n", 505),
    "version 1.7": (b"GET / HTTP/1.7\r\nHost: a.example\r\n\r\n", 505),
    "no host": (b"GET / HTTP/1.1\r\n\r\n", 400),
    "two hosts": (GET + b"Host: b.example\r\n\r\n", 400),
    "empty host": (b"GET / HTTP/1.1\r\nHost:\r\n\r\n", 400),
    "host with a path": (b"GET / HTTP/1.1\r\nHost: a.example/evil\r\n\r\n", 400),
    "host with a user": (b"GET / HTTP/1.1\r\nHost: a@b.example\r\n\r\n", 400),
    "host with a space": (b"GET / HTTP/1.1\r\nHost: a.example b.example\r\n\r\n", 400),
    "host with a quote": (b'GET / HTTP/1.1\r\nHost: a.example"><b\r\n\r\n', 400),
    "host with a port that is none": (b"GET / HTTP/1.1\r\nHost: a.example:80a\r\n\r\n", 400),
    "two lengths": (POST + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400),
    "the same length twice": (POST + b"Content-Length: 1\r\nContent-Length: 1\r\n\r\na", 400),
    "a list of lengths": (POST + b"Content-Length: 1, 1\r\n\r\na", 400),
    "a length with a sign": (POST + b"Content-Length: +1\r\n\r\na", 400),
    "a length below nothing": (POST + b"Content-Length: -1\r\n\r\na", 400),
    "length and chunks": (
        POST + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        400,
    ),
    "chunks in 1.0": (
        b"POST / HTTP/1.0\r\nHost: a.example\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        400,
    ),
    "chunked twice": (POST + b"Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n", 400),
    "two codings": (
        POST + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: gzip\r\n\r\n0\r\n\r\n",
        400,
    ),
    "another coding": (POST + b"Transfer-Encoding: gzip\r\n\r\n", 501),
    "a folded coding": (POST + b"Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n", 400),
    "a coding with a vertical tab": (POST + b"Transfer-Encoding: \x0bchunked\r\n\r\n", 400),
    "space before the colon": (POST + b"Content-Length : 1\r\n\r\na", 400),
    "a folded field": (GET + b"X-A: b\r\n c\r\n\r\n", 400),
    "a bare line feed": (GET + b"X-A: b\nX-C: d\r\n\r\n", 400),
    "a bare carriage return": (GET + b"X-A: b\rX-C: d\r\n\r\n", 400),
    "a nought in a field": (GET + b"X-A: b\x00c\r\n\r\n", 400),
    "a nought in the address": (b"GET /\x00 HTTP/1.1\r\nHost: a.example\r\n\r\n", 400),
    "a tab in the address": (b"GET /a\tb HTTP/1.1\r\nHost: a.example\r\n\r\n", 400),
    "an address without a slash": (b"GET quotes HTTP/1.1\r\nHost: a.example\r\n\r\n", 400),
    "an address of another kind": (
        b"GET ftp://a.example/ HTTP/1.1\r\nHost: a.example\r\n\r\n",
        400,
    ),
    "a user in the address": (b"GET http://x@a.example/ HTTP/1.1\r\nHost: a.example\r\n\r\n", 400),
    "letters that are not ASCII": (
        b"GET /caf\xc3\xa9 HTTP/1.1\r\nHost: a.example\r\n\r\n",
        400,
    ),
    "a tunnel": (b"CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\n\r\n", 400),
    "a star to read": (b"GET * HTTP/1.1\r\nHost: a.example\r\n\r\n", 400),
    "a method in small letters": (b"get / HTTP/1.1\r\nHost: a.example\r\n\r\n", 400),
    "two tokens": (GET + b"Authorization: Bearer a\r\nAuthorization: Bearer b\r\n\r\n", 400),
    "a long address": (b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\nHost: a.example\r\n\r\n", 414),
    "an endless address": (b"GET /" + b"a" * 40_000, 414),
    "an endless header": (GET + b"X-A: " + b"a" * 40_000, 431),
    "many fields": (GET + b"".join(b"X-%d: a\r\n" % n for n in range(4000)) + b"\r\n", 431),
    "a large body": (POST + b"Content-Length: 100001\r\n\r\n", 413),
    "a body longer than numbers": (POST + b"Content-Length: " + b"9" * 40 + b"\r\n\r\n", 413),
    "a large body in chunks": (
        POST + b"Transfer-Encoding: chunked\r\n\r\n" + (b"2000\r\n" + b"a" * 8192 + b"\r\n") * 20,
        413,
    ),
    "a size that is no number": (POST + b"Transfer-Encoding: chunked\r\n\r\nxyz\r\n", 400),
    "an endless size": (POST + b"Transfer-Encoding: chunked\r\n\r\n" + b"0" * 5000, 400),
    "an endless trailer": (
        POST + b"Transfer-Encoding: chunked\r\n\r\n0\r\nX: " + b"a" * 20_000,
        400,
    ),
    "nothing of the kind": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),
}


@pytest.mark.parametrize("case", REFUSED)
def test_it_is_refused(port, case):
    sent, status = REFUSED[case]

    answer = exchange(port, sent)

    assert answer.status == status, answer
    said = json.loads(answer.body)
    assert said["status"] == status
    assert set(said["error"]) == {"code", "message", "hint"}
    assert answer.headers["connection"] == "close"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_what_comes_after_a_refused_request_is_not_read_as_one(port):
    smuggled = b"GET /secret HTTP/1.1\r\nHost: a.example\r\n\r\n"

    answer = exchange(port, POST + b"Content-Length: 1\r\nContent-Length: 50\r\n\r\n" + smuggled)

    assert answer.status == 400
    assert answer.body.count(b"HTTP/1.1") == 0


TAKEN = {
    "the usual": (GET + b"\r\n", {"host": "a.example", "path": "/"}),
    "an empty line first": (b"\r\n" + GET + b"\r\n", {"host": "a.example"}),
    "version 1.0": (b"GET / HTTP/1.0\r\n\r\n", {"host": None}),
    "a whole address": (
        b"GET http://b.example/x HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n",
        {"host": "b.example", "path": "/x"},
    ),
    "a whole address without a path": (
        b"GET http://b.example HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n",
        {"host": "b.example", "path": "/"},
    ),
    "IPv6": (
        b"GET / HTTP/1.1\r\nHost: [::1]:8000\r\nConnection: close\r\n\r\n",
        {"host": "[::1]:8000"},
    ),
    "many slashes": (
        b"GET //evil.example/x HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n",
        {"host": "a.example", "path": "/evil.example/x"},
    ),
    "a star": (
        b"OPTIONS * HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n",
        {"host": "a.example", "path": "/"},
    ),
    "chunks": (
        POST + b"Transfer-Encoding: chunked\r\n\r\n3;a=b\r\nabc\r\n2\r\nde\r\n0\r\nX: y\r\n\r\n",
        {"size": 5},
    ),
    "a body": (POST + b"Content-Length: 5\r\n\r\nabcde", {"size": 5}),
}


@pytest.mark.parametrize("case", TAKEN)
def test_it_is_answered(port, case):
    sent, wanted = TAKEN[case]

    answer = exchange(port, sent)

    assert answer.status == 200, answer
    said = json.loads(answer.body)
    assert {name: said[name] for name in wanted} == wanted


def test_two_fields_spelt_alike_are_not_one(port):
    # Some servers turn a dash into an underscore, and then believe what a client made up.
    answer = exchange(port, POST + b"Content_Length: 3\r\nContent-Length: 5\r\n\r\nabcde")

    assert json.loads(answer.body)["size"] == 5


def test_a_token_lets_a_body_be_longer(connections):
    def application(environ, start_response):
        size = len(environ["wsgi.input"].read())
        start_response("200 OK", [("Content-Length", "6")])
        return [b"%06d" % size]

    server = connections(
        application, body=100, body_with_token=5000, trusts=lambda given: given == "Bearer right"
    )
    long = b"Content-Length: 4000\r\n\r\n" + b"a" * 4000
    too_long = b"Content-Length: 6000\r\n\r\n"

    assert exchange(server.port, POST + long).status == 413
    assert exchange(server.port, POST + b"Authorization: Bearer wrong\r\n" + long).status == 413
    assert exchange(server.port, POST + b"Authorization: Bearer right\r\n" + long).body == b"004000"
    assert exchange(server.port, POST + b"Authorization: Bearer right\r\n" + too_long).status == 413


def test_a_refused_client_that_goes_on_sending_reads_why(connections):
    server = connections(lambda environ, start_response: [], body=1000)
    size = 50 << 20

    answer = exchange(
        server.port,
        POST + b"Content-Length: %d\r\n\r\n" % size,
        *[b"a" * (1 << 20)] * 50,
    )

    assert answer.status == 413
