"""What only a real server shows: many at once, bodies in pieces, answers in pieces."""

import gzip
import http.client
import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from urllib.parse import quote

import pytest
from served import exchange, received, serving

ROWS = "SELECT ?q { ?q a pif:Quote } ORDER BY ?q"
LONG = "SELECT * { ?s ?p ?o }"
TYPE = b"Content-Type: application/sparql-query\r\n"


@pytest.fixture(scope="module")
def service(place):
    environ = {"PIF_QUERY_SECONDS": "2"}
    with serving(place, "--public", "--access-log", "off", environ=environ) as service:
        yield service


def post(service, body, *headers, head=b"POST /sparql HTTP/1.1\r\n"):
    host = f"Host: 127.0.0.1:{service.port}\r\nConnection: close\r\n".encode()
    return exchange(service.port, head + host + b"".join(headers) + b"\r\n", body)


def get(service, path, **headers):
    link = http.client.HTTPConnection("127.0.0.1", service.port, timeout=30)
    with closing(link):
        link.request("GET", path, headers=headers)
        found = link.getresponse()
        return found.status, dict(found.getheaders()), found.read()


def test_many_are_answered_at_once_each_with_its_own_answer(service):
    def one(number):
        query = f"SELECT ?q ({number} AS ?n) {{ ?q a pif:Quote }} LIMIT {number % 20 + 1}"
        status, _, body = get(service, f"/sparql?query={quote(query)}", Accept="text/csv")
        return status, number, body.decode().splitlines()[1:]

    with ThreadPoolExecutor(24) as pool:
        answers = list(pool.map(one, range(120)))

    for status, number, rows in answers:
        assert status == 200
        assert len(rows) == number % 20 + 1
        assert all(row.endswith(f",{number}") for row in rows)


def test_others_are_answered_while_some_ask_too_much(service):
    greedy = quote("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")

    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(get, service, f"/sparql?query={greedy}") for _ in range(6)]
        status, _, body = get(service, f"/sparql?query={quote(ROWS)}", Accept="text/csv")
        refused = [each.result() for each in asked]

    assert (status, len(body.splitlines())) == (200, 28)
    assert {status for status, _, _ in refused} <= {413, 429, 504}
    for status, headers, body in refused:
        assert b'"error"' in body
        assert status != 429 or int(headers["Retry-After"]) > 0


def test_a_packed_answer_has_no_length_and_comes_in_pieces(service):
    status, headers, body = get(
        service, f"/sparql?query={quote(LONG)}", **{"Accept-Encoding": "gzip"}
    )

    assert status == 200
    assert headers["Transfer-Encoding"] == "chunked"
    assert "Content-Length" not in headers
    _, plain, whole = get(service, f"/sparql?query={quote(LONG)}")
    assert int(plain["Content-Length"]) == len(whole) == len(gzip.decompress(body))


def test_head_sends_no_body(service):
    head = f"HEAD /sparql?query={quote(ROWS)} HTTP/1.1\r\n".encode()

    answer = post(service, b"", head=head)

    assert (answer.status, answer.body) == (200, b"")
    assert int(answer.headers["content-length"]) > 100


def test_a_query_in_pieces_is_put_together(service):
    query = ROWS.encode()
    pieces = b"".join(b"%x\r\n%s\r\n" % (len(p), p) for p in (query[:9], query[9:])) + b"0\r\n\r\n"

    answer = post(service, pieces, TYPE, b"Transfer-Encoding: chunked\r\n")

    assert answer.status == 200
    assert answer.body.count(b"uri") == 27


@pytest.mark.parametrize("said", [True, False], ids=["length", "chunked"])
def test_fifty_megabytes_are_refused(service, said):
    size = 50 << 20
    framing = b"Content-Length: %d\r\n" % size if said else b"Transfer-Encoding: chunked\r\n"
    host = f"Host: 127.0.0.1:{service.port}\r\nConnection: close\r\n".encode()
    piece = b"x" * (1 << 16)
    if not said:
        piece = b"%x\r\n%s\r\n" % (len(piece), piece)

    with closing(socket.create_connection(("127.0.0.1", service.port), timeout=20)) as link:
        link.sendall(b"POST /sparql HTTP/1.1\r\n" + host + TYPE + framing + b"\r\n")
        try:
            for _ in range(size // (1 << 16)):
                link.sendall(piece)
        except OSError:
            pass  # it need not be taken to its end
        answer = received(link)

    assert answer.startswith(b"HTTP/1.1 413 ")
    assert get(service, "/sparql?query=ASK%7B%7D")[0] == 200


@pytest.mark.parametrize(
    "target",
    [
        b"/sparql?query=%", b"/sparql?query=%FF%FE%00", b"/sparql?query=\xff\xfe",
        b"/sparql?" + b"&" * 3000, b"/sparql?" + b"query=a&" * 1900, b"/sparql?=", b"/sparql??",
        b"/sparql?query[]=ASK", b"/sparql;query=ASK%7B%7D", b"//sparql", b"/sparql/%2e%2e/etc",
        b"/graph-store/%00", b"/graph-store/%FF", b"/graph-store/../sparql", b"/graph-store//",
        b"/graph-store?graph=%00", b"/graph-store?graph=http://[", b"/graph-store?graph=a:%20",
        b"/graph-store/" + b"a/" * 4000, b"/sparql?query=ASK%7B%7D#x",
    ],
)  # fmt: skip
def test_no_address_makes_the_server_fail(service, target):
    answer = post(service, b"", head=b"GET " + target + b" HTTP/1.1\r\n")

    assert 200 <= answer.status < 500
    assert b"Traceback" not in answer.body
