"""Run `pif serve`, and speak to it over bare sockets."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass

import psutil

PATIENCE = 20.0


def wait_until(condition, seconds=PATIENCE, what="it"):
    """Wait for something to be so; fails when it is not in time."""
    until = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < until, f"{what} did not happen within {seconds} seconds"
        time.sleep(0.02)
    return found


def received(link, seconds=PATIENCE):
    """Return everything that comes until the other end closes."""
    link.settimeout(seconds)
    pieces = []
    try:
        while piece := link.recv(65536):
            pieces.append(piece)
    except ConnectionResetError:
        pass
    return b"".join(pieces)


@dataclass
class Answered:
    """One answer as it came over the wire."""

    status: int
    headers: dict[str, str]
    body: bytes


def parsed(wire):
    """Read one answer from bytes; status 0 if there is none."""
    head, _, body = wire.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    if not first.startswith("HTTP/"):
        return Answered(0, {}, wire)
    pairs = (line.partition(": ") for line in lines)
    return Answered(int(first.split()[1]), {n.lower(): v for n, _, v in pairs}, body)


def exchange(port, *pieces, pause=0.0, seconds=PATIENCE):
    """Send bytes as they are, piece by piece, and return what comes back."""
    with closing(socket.create_connection(("127.0.0.1", port), timeout=seconds)) as link:
        for piece in pieces:
            link.sendall(piece)
            time.sleep(pause)
        return parsed(received(link, seconds))


class Service:
    """A running `pif serve`."""

    def __init__(self, process, lines):
        self.process = process
        self.lines = lines
        self.address = next(word for word in lines[0].split() if word.startswith("http://"))
        self.port = int(self.address.split(":")[2].split("/")[0])

    def workers(self):
        """The processes that answer: they hold connections or the listening socket."""
        command = psutil.Process(self.process.pid).cmdline()
        return [p for p in self.children(deep=False) if _cmdline(p) == command]

    def children(self, deep=True):
        try:
            return psutil.Process(self.process.pid).children(recursive=deep)
        except psutil.NoSuchProcess:
            return []

    def get(self, path="/", host=None, headers=(), method="GET", body=b""):
        lines = [f"{method} {path} HTTP/1.1", f"Host: {host or f'127.0.0.1:{self.port}'}"]
        lines += [f"{name}: {value}" for name, value in headers]
        if body:
            lines.append(f"Content-Length: {len(body)}")
        head = "\r\n".join([*lines, "Connection: close", "", ""])
        return exchange(self.port, head.encode() + body)


def _cmdline(process):
    try:
        return process.cmdline()
    except psutil.Error:
        return []


@contextmanager
def serving(place, *options, environ=None, folder=None):
    """Run `pif serve` on a free port, and see to it that nothing of it is left."""
    environ = {
        **{k: v for k, v in os.environ.items() if not k.startswith("PIF_")},
        **(environ or {}),
    }
    words = [sys.executable, "-m", "kg.cli", "serve", "--port", "0", "--store", str(place)]
    process = subprocess.Popen(
        [*words, *options],
        env=environ,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        bufsize=1,
        start_new_session=True,
    )
    lines, problems = [], []
    readers = [
        threading.Thread(target=_collect, args=(process.stdout, lines), daemon=True),
        threading.Thread(target=_collect, args=(process.stderr, problems), daemon=True),
    ]
    for reader in readers:
        reader.start()
    family = []
    try:
        wait_until(
            lambda: any("answers at" in line for line in lines) or process.poll() is not None,
            what="the start",
        )
        assert process.poll() is None, "".join(problems)
        service = Service(process, lines)
        service.problems = problems
        family = service.children()
        yield service
        family += service.children()
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise
        finally:
            _, left = psutil.wait_procs(family, timeout=PATIENCE)
            for each in left:
                each.kill()
            for reader in readers:
                reader.join(PATIENCE)
            process.stdout.close()
            process.stderr.close()
    assert left == [], "these outlived it"


def _collect(stream, lines):
    for line in stream:
        lines.append(line)
