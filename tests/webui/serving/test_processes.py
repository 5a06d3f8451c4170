"""The processes of `pif serve`: how they begin, are replaced, and end, with nothing left behind."""

from __future__ import annotations

import os
import signal
import socket
import time
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import psutil
import pytest
from served import PATIENCE, parsed, received, serving, wait_until


def is_gone(process):
    return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE


def leftovers(folder):
    return [path.name for path in Path(folder).iterdir()]


@pytest.fixture
def scratch(tmp_path_factory, monkeypatch):
    """A folder for temporary files that must be empty in the end; short, for sockets lie in it."""
    folder = tmp_path_factory.mktemp("t")
    monkeypatch.setenv("TMPDIR", str(folder))
    return folder


@pytest.fixture(scope="module")
def begun(place):
    with serving(place, "--workers", "2") as service:
        wait_until(lambda: len(service.workers()) == 2)
        yield service


def test_the_first_page_is_there_as_soon_as_it_says_so(place):
    with serving(place) as service:
        assert service.get("/").status == 200


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "SIGINT"])
def test_it_ends_when_told(place, scratch, number):
    with serving(place) as service:
        family = service.children()
        service.process.send_signal(number)

        assert service.process.wait(PATIENCE) == 0
        wait_until(lambda: all(map(is_gone, family)))

    assert leftovers(scratch) == []
    assert service.problems == []


def test_ctrl_c_in_a_terminal_reaches_all_and_ends_all(place, scratch):
    # A terminal sends the signal to every process of the group, not to the supervisor alone.
    with serving(place, "--workers", "2") as service:
        family = service.children()
        os.killpg(service.process.pid, signal.SIGINT)

        assert service.process.wait(PATIENCE) == 0
        wait_until(lambda: all(map(is_gone, family)))

    assert leftovers(scratch) == []
    assert service.problems == []


def test_requests_that_run_or_arrive_are_finished_before_it_ends(place):
    slow = quote("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER(?a = ?f) }")
    with serving(place, "--workers", "2", environ={"PIF_QUERY_SECONDS": "2"}) as service:
        head = f"POST / HTTP/1.1\r\nHost: 127.0.0.1:{service.port}\r\nContent-Length: 4\r\n\r\n"
        with (
            closing(socket.create_connection(("127.0.0.1", service.port), PATIENCE)) as arriving,
            closing(socket.create_connection(("127.0.0.1", service.port), PATIENCE)) as running,
        ):
            arriving.sendall(head.encode() + b"ab")
            running.sendall(
                f"GET /sparql?query={slow} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
            )
            wait_until(lambda: sum(len(p.net_connections()) for p in service.workers()) == 4)
            service.process.send_signal(signal.SIGTERM)
            wait_until(lambda: not accepts(service.port), what="closing the door")

            arriving.sendall(b"cd")
            arrived, run = parsed(received(arriving)), parsed(received(running))

        assert arrived.status == 405  # the home page is not for posting; but it is answered
        assert arrived.headers["connection"] == "close"
        assert run.status in (200, 504), run
        assert run.headers["connection"] == "close"
        assert service.process.wait(PATIENCE) == 0


def accepts(port):
    try:
        with closing(socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)):
            return True
    except OSError:
        return False


def test_who_does_not_finish_in_time_is_not_waited_for(place):
    with serving(place, "--grace", "0.3") as service:
        head = f"POST / HTTP/1.1\r\nHost: 127.0.0.1:{service.port}\r\nContent-Length: 4\r\n\r\n"
        link = socket.create_connection(("127.0.0.1", service.port), timeout=PATIENCE)
        with closing(link):
            link.sendall(head.encode())
            wait_until(lambda: any(len(p.net_connections()) > 1 for p in service.workers()))
            began = time.monotonic()
            service.process.send_signal(signal.SIGTERM)

            assert service.process.wait(PATIENCE) == 0
            assert time.monotonic() - began < 5
            assert received(link) == b""


def test_a_second_signal_ends_it_at_once(place, scratch):
    with serving(place, "--grace", "60") as service:
        family = service.children()
        head = f"POST / HTTP/1.1\r\nHost: 127.0.0.1:{service.port}\r\nContent-Length: 4\r\n\r\n"
        link = socket.create_connection(("127.0.0.1", service.port), timeout=PATIENCE)
        with closing(link):
            link.sendall(head.encode())
            wait_until(lambda: any(len(p.net_connections()) > 1 for p in service.workers()))
            service.process.send_signal(signal.SIGTERM)
            wait_until(lambda: not accepts(service.port))

            service.process.send_signal(signal.SIGTERM)

            assert service.process.wait(PATIENCE) == 1
            wait_until(lambda: all(map(is_gone, family)))

    assert leftovers(scratch) == []


def test_a_killed_worker_is_replaced(begun):
    before = {p.pid for p in begun.workers()}
    victim = begun.workers()[0]

    victim.kill()
    now = wait_until(lambda: found if len(found := begun.workers()) == 2 and
                     {p.pid for p in found} != before else None)  # fmt: skip

    assert victim.pid not in {p.pid for p in now}
    assert begun.get("/").status == 200


def test_all_workers_killed_are_replaced(begun):
    before = {p.pid for p in begun.workers()}
    for worker in begun.workers():
        worker.kill()

    wait_until(lambda: len(now := begun.workers()) == 2 and not {p.pid for p in now} & before)

    assert begun.get("/").status == 200


def test_a_killed_supervisor_leaves_nothing_behind(place, scratch):
    with serving(place, "--workers", "2") as service:
        family = service.children()
        assert len(family) >= 4

        service.process.kill()
        service.process.wait(PATIENCE)

        wait_until(lambda: all(map(is_gone, family)), what="the end of all processes")
        assert not accepts(service.port)
        wait_until(lambda: leftovers(scratch) == [])


def test_a_killed_supervisor_of_the_public_leaves_nothing_behind(place, scratch):
    with serving(place, "--public") as service:
        family = service.children()

        service.process.kill()
        service.process.wait(PATIENCE)

        wait_until(lambda: all(map(is_gone, family)), what="the end of all processes")


def test_a_killed_jail_is_replaced_while_the_pages_go_on(begun):
    [keeper] = [p for p in begun.children(deep=False) if p not in begun.workers()]
    family = [keeper, *keeper.children(recursive=True)]

    keeper.kill()
    wait_until(lambda: all(map(is_gone, family)), what="the end of the old jail")
    assert begun.get("/").status == 200
    wait_until(
        lambda: [p for p in begun.children(deep=False) if p not in begun.workers() and p != keeper],
        what="another jail",
    )

    wait_until(lambda: begun.get("/readyz").status == 200, what="being ready")
    wait_until(lambda: len(begun.children(deep=False)) == 3)
    assert begun.get("/sparql?query=ASK%20%7B%7D").status == 200


def test_a_port_in_use_is_said(place):
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(AssertionError, match=f"Port {port} .* cannot be used"), serving(
            place, "--port", str(port)
        ):  # fmt: skip
            pass


def test_a_worker_told_to_end_is_replaced_after_it_finished(begun):
    worker = begun.workers()[0]

    worker.terminate()
    wait_until(lambda: is_gone(worker))

    wait_until(lambda: len(begun.workers()) == 2)
    assert begun.get("/healthz").status == 200


def test_the_store_is_shared_and_not_copied(begun):
    if not Path("/proc/self/smaps_rollup").exists():
        return
    worker = begun.workers()[0]
    shares = Path(f"/proc/{worker.pid}/smaps_rollup").read_text()
    sizes = {line.split()[0]: int(line.split()[1]) for line in shares.splitlines()[1:]}

    assert sizes["Shared_Dirty:"] + sizes["Shared_Clean:"] > sizes["Private_Dirty:"] / 2
    assert os.getpid() != worker.pid
