"""Who is slow waits alone: others are answered, and who is too slow is told so and sent away."""

from __future__ import annotations

import json
import re
import socket
import threading
import time
from contextlib import ExitStack, closing

import psutil
import pytest
from served import exchange, parsed, received, wait_until

GET = b"GET / HTTP/1.1\r\nHost: a.example\r\n"
POST = b"POST / HTTP/1.1\r\nHost: a.example\r\n"


def hello(environ, start_response):
    start_response("200 OK", [("Content-Length", "5")])
    return [b"hello"]


def connected(port):
    return closing(socket.create_connection(("127.0.0.1", port), timeout=20))


def drip(link, pieces, pause=0.05):
    """Send a byte now and then, until it is refused or there is no more."""
    link.settimeout(pause)
    came = b""
    for piece in pieces:
        try:
            link.sendall(piece)
            came += link.recv(65536)
            break
        except TimeoutError:
            continue
        except OSError:
            break
    return came


def until(link, end):
    """Receive until what came ends so."""
    came = b""
    while not came.endswith(end):
        piece = link.recv(65536)
        assert piece, came
        came += piece


@pytest.mark.parametrize(
    "begin",
    [GET + b"X-A: ", POST + b"Content-Length: 1000\r\n\r\n", b"GET /"],
    ids=["header", "body", "address"],
)
def test_what_drips_in_is_answered_that_it_is_late(connections, begin):
    server = connections(hello, patience=0.4, rate=1 << 20)
    began = time.monotonic()

    with connected(server.port) as link:
        link.sendall(begin)
        came = drip(link, [b"a"] * 400)
        link.settimeout(20)
        came += received(link)

    answer = parsed(came)
    assert answer.status == 408, came
    assert json.loads(answer.body)["error"]["code"] == "request-timeout"
    assert time.monotonic() - began < 10


def test_a_long_body_has_time_for_its_length(connections):
    def application(environ, start_response):
        size = len(environ["wsgi.input"].read())
        start_response("200 OK", [("Content-Length", "6")])
        return [b"%06d" % size]

    server = connections(application, patience=0.3, rate=20_000)
    head = POST + b"Connection: close\r\nContent-Length: 40000\r\n\r\n"

    answer = exchange(server.port, head, *[b"a" * 4000] * 10, pause=0.12)

    assert answer.body == b"040000"


def test_slow_ones_hold_up_nobody(connections):
    server = connections(hello, threads=2, patience=5.0)
    with ExitStack() as stack:
        for _ in range(50):
            link = stack.enter_context(connected(server.port))
            link.sendall(POST + b"Content-Length: 10\r\n\r\nabc")
        began = time.monotonic()

        answers = [exchange(server.port, GET + b"Connection: close\r\n\r\n") for _ in range(10)]

    assert {a.body for a in answers} == {b"hello"}
    assert time.monotonic() - began < 2


def test_more_slow_ones_than_there_is_room_for_hold_up_nobody(connections):
    server = connections(hello, threads=2, patience=30.0, connections=60)
    with ExitStack() as stack:
        for _ in range(150):
            link = stack.enter_context(connected(server.port))
            link.sendall(GET + b"X-A: ")

        answer = exchange(server.port, GET + b"Connection: close\r\n\r\n")

    assert answer.body == b"hello"


def test_who_says_nothing_is_sent_away(connections):
    server = connections(hello, patience=0.3)

    with connected(server.port) as link:
        assert received(link) == b""


def test_a_connection_may_rest_for_a_while_and_no_longer(connections):
    server = connections(hello, patience=0.2, keep_alive=1.0)

    with connected(server.port) as link:
        link.sendall(GET + b"\r\n")
        until(link, b"hello")
        time.sleep(0.6)  # longer than patience
        link.sendall(GET + b"\r\n")
        until(link, b"hello")
        began = time.monotonic()
        assert received(link) == b""

    assert 0.5 < time.monotonic() - began < 5


SIZE = 24 << 20


def large(environ, start_response):
    start_response("200 OK", [("Content-Length", str(SIZE))])
    return (b"a" * (1 << 16) for _ in range(SIZE >> 16))


def test_who_reads_nothing_is_sent_away_and_holds_no_thread(connections):
    server = connections(large, threads=1, patience=0.4, rate=1 << 20)
    with connected(server.port) as idle:
        idle.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        idle.sendall(GET + b"\r\n")
        wait_until(lambda: server.active_channels)

        answer = exchange(server.port, GET + b"Connection: close\r\n\r\n")
        wait_until(lambda: not server.active_channels, what="closing it")

    assert len(answer.body) == SIZE


def test_who_reads_slowly_but_steadily_gets_all_of_it(connections):
    server = connections(large, threads=1, patience=0.5, rate=1 << 20)

    with connected(server.port) as link:
        link.sendall(GET + b"Connection: close\r\n\r\n")
        got = 0
        while piece := link.recv(1 << 18):
            got += len(piece)
            time.sleep(0.01)

    assert got > SIZE


def test_an_answer_that_runs_is_not_mistaken_for_silence(connections):
    released = threading.Event()

    def slow(environ, start_response):
        released.wait(20)
        return hello(environ, start_response)

    server = connections(slow, patience=0.2, keep_alive=0.2)
    threading.Timer(1.2, released.set).start()

    answer = exchange(server.port, GET + b"Connection: close\r\n\r\n")

    assert answer.body == b"hello"


def test_who_leaves_is_noticed_while_the_answer_is_made(connections):
    begun, noticed = threading.Event(), threading.Event()

    def application(environ, start_response):
        begun.set()
        wait_until(environ["waitress.client_disconnected"])
        noticed.set()
        return hello(environ, start_response)

    server = connections(application)
    with connected(server.port) as link:
        link.sendall(GET + b"\r\n")
        assert begun.wait(5)  # who leaves before that is never asked for anything

    assert noticed.wait(5)


def test_requests_sent_at_once_are_answered_in_their_order(connections):
    def application(environ, start_response):
        start_response("200 OK", [("Content-Length", "2")])
        return [environ["PATH_INFO"].encode()]

    server = connections(application)
    sent = b"".join(b"GET /%d HTTP/1.1\r\nHost: a.example\r\n\r\n" % n for n in range(9))
    last = b"GET /9 HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n"

    with connected(server.port) as link:
        link.sendall(sent + last)
        came = received(link)

    assert re.findall(rb"\r\n\r\n(/\d)", came) == [b"/%d" % n for n in range(10)]


def test_no_handle_stays_open(connections):
    server = connections(hello, patience=0.3)
    for _ in range(3):
        exchange(server.port, GET + b"Connection: close\r\n\r\n")
    before = psutil.Process().num_fds()

    for sent in (GET + b"\r\n", b"junk\r\n\r\n", GET, POST + b"Content-Length: 9\r\n\r\nabc"):
        for _ in range(10):
            with connected(server.port) as link:
                link.sendall(sent)
    wait_until(lambda: not server.active_channels)

    wait_until(lambda: psutil.Process().num_fds() <= before)  # let go a moment after
