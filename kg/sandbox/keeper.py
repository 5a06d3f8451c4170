"""The keeper: starts the warden, starts another when it is killed, and ends all in the end.

Run as ``python -m kg.sandbox.keeper`` by :func:`kg.sandbox.start`, which gives it a listening
socket and, on standard input, what to keep. It says on standard output how the start went.
"""

from __future__ import annotations

import json
import os
import resource
import select
import shutil
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import NoReturn

from kg.errors import PifError
from kg.sandbox import told
from kg.sandbox.limits import Limits

_LOOK = 1.0
_SHORT_LIFE = 2.0
_CONNECTIONS = 4096
_REFUSED = 3
"""Exit code of a warden that cannot read the store at the start, and has said so."""


def main() -> None:
    """Keep a jail until whoever started it is gone or says so (SIGTERM)."""
    said = json.load(sys.stdin)
    parent = said["parent"]
    listener = socket.socket(fileno=said["listener"])
    limits = Limits(**said["limits"])
    _allow_many_connections()
    heard, rings = os.pipe()
    os.set_blocking(heard, False)
    os.set_blocking(rings, False)
    signal.set_wakeup_fd(rings)
    ended: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _: ended.append(number))
    signal.signal(signal.SIGCHLD, lambda *_: None)

    kept = _Kept(listener, said["store"], limits, partial(_tidy, said["folder"]))
    started = time.monotonic()
    warden = kept.start(first=True)
    while not ended and os.getppid() == parent:
        select.select([heard], [], [], _LOOK)
        with suppress(BlockingIOError):
            os.read(heard, 4096)
        found, status = os.waitpid(warden, os.WNOHANG)
        if found:
            _kill(warden)  # its cells, which are of its process group
            if os.waitstatus_to_exitcode(status) == _REFUSED:
                break
            if time.monotonic() - started < _SHORT_LIFE:
                time.sleep(_SHORT_LIFE)
            started = time.monotonic()
            warden = kept.start(first=False)
    _kill(warden)
    kept.tidy()


@dataclass(frozen=True, slots=True)
class _Kept:
    """What every warden needs."""

    listener: socket.socket
    store: str
    limits: Limits
    tidy: Callable[[], None]

    def start(self, *, first: bool) -> int:
        """Fork a warden; the first says on standard output how its start went."""
        pid = os.fork()
        if pid == 0:
            self._be_warden(first)
        with suppress(OSError):
            os.setpgid(pid, pid)  # both do it, so that it is done whoever comes first
        if first:
            _hang_up()
        return pid

    def _be_warden(self, first: bool) -> NoReturn:
        code = 1
        try:
            with suppress(OSError):
                os.setpgid(0, 0)
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            from kg.sandbox.answering import source
            from kg.sandbox.warden import Warden

            said = {}
            try:
                warden = Warden(
                    self.listener, source(self.store, self.limits), self.limits, self.tidy
                )
                warden.prepare()
            except PifError as error:  # later ones tell it to everybody who asks
                if first:
                    said, code = told.to_message(error), _REFUSED
            if first:
                print(json.dumps(said), flush=True)
                _hang_up()
            if not said:
                warden.serve()
        except Exception:
            traceback.print_exc()
        finally:
            os._exit(code)


def _allow_many_connections() -> None:
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    most = _CONNECTIONS if hard < 0 else min(hard, _CONNECTIONS)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def _tidy(folder: str) -> None:
    shutil.rmtree(folder, ignore_errors=True)


def _hang_up() -> None:
    """Let go of standard output, so that who reads it sees its end."""
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 1)
    os.close(nothing)


def _kill(warden: int) -> None:
    with suppress(OSError):
        os.killpg(warden, signal.SIGKILL)


if __name__ == "__main__":
    main()
