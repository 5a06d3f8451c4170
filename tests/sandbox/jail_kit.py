"""What tests of the jail share: small limits, hostile queries, its processes seen from outside."""

from __future__ import annotations

import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.sandbox import Limits
from kg.sandbox.jail import RunningJail
from kg.store.base import Kind

DATA = Path(__file__).with_name("data")
SMALL = Limits(seconds=1.0, memory=64 << 20, size=1 << 20, query=64 << 10, budget=600)


def queries(folder: str) -> list[Path]:
    """Return the queries kept in a folder beside these tests."""
    found = sorted((DATA / folder).glob("*.rq"))
    assert found
    return found


def children(pid: int) -> list[int]:
    """Return the processes that a process has started."""
    done = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False)
    return [int(line) for line in done.stdout.split()]


def wait_until(true: Callable[[], bool], seconds: float = 10.0) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "it did not become true in time"
        time.sleep(0.01)


def is_gone(pid: int) -> bool:
    done = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, check=False)
    return not done.stdout.strip() or done.stdout.startswith(b"Z")


class Processes:
    """The processes of a jail, from outside."""

    def __init__(self, jail: RunningJail) -> None:
        self.keeper = jail.keeper

    @property
    def warden(self) -> int:
        wait_until(lambda: len(children(self.keeper)) == 1)
        return children(self.keeper)[0]

    @property
    def cells(self) -> list[int]:
        return children(self.warden)


class Listener:
    """A listening socket that counts who connects, and says nothing to them."""

    def __init__(self, answers: bool) -> None:
        self._answers = answers
        self._held: list[socket.socket] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._socket.settimeout(0.05)
        self.port = self._socket.getsockname()[1]
        self.connections = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def _listen(self) -> None:
        while not self._stop.is_set():
            try:
                self._held.append(self._socket.accept()[0])
                self.connections += 1
                if self._answers:
                    self._held.pop().close()
            except TimeoutError:
                continue

    def close(self) -> None:
        # Whoever connected did so before this, and is waiting to be accepted.
        self._stop.set()
        self._thread.join()
        self._socket.setblocking(False)
        try:
            self._socket.accept()[0].close()
            self.connections += 1
        except BlockingIOError:
            pass
        for link in self._held:
            link.close()
        self._socket.close()


@contextmanager
def listening(*, answers: bool = True) -> Iterator[Listener]:
    listener = Listener(answers)
    try:
        yield listener
    finally:
        listener.close()


def a_format(kind: Kind) -> str:
    return "ntriples" if kind == "graph" else "json"
