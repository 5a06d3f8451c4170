"""Processes that a supervisor forks, and the few bytes that it shares with them."""

from __future__ import annotations

import logging
import mmap
import os
import signal
import struct
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from kg.errors import PifError

log = logging.getLogger(__name__)

_WAIT = 0.02


@dataclass(slots=True)
class Child:
    """One forked process."""

    name: str
    pid: int
    began: float = field(default_factory=time.monotonic)
    code: int | None = None
    """Its exit code, once it is over; minus the signal that ended it."""

    def end(self, number: int = signal.SIGTERM) -> None:
        """Send it a signal, unless it is over: its number may then be somebody else's."""
        if self.code is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def is_over(self) -> bool:
        """Say whether it has ended."""
        if self.code is None:
            found, status = os.waitpid(self.pid, os.WNOHANG)
            if found:
                self.code = os.waitstatus_to_exitcode(status)
        return self.code is not None

    def wait(self, seconds: float) -> bool:
        """Wait until it has ended; False if it has not by then."""
        until = time.monotonic() + seconds
        while not self.is_over():
            if time.monotonic() > until:
                return False
            time.sleep(_WAIT)
        return True


def fork(name: str, work: Callable[[], None]) -> Child:
    """Do some work in a process of its own, which ends with it and returns to nobody."""
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid:
        return Child(name, pid)
    code = 1
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the supervisor
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        work()
        code = 0
    except PifError as error:
        print(f"pif serve ({name}): {error}", file=sys.stderr)
        code = error.exit_code
    except BaseException:
        log.exception("%s ended", name)
    finally:
        with suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


class Lifeline:
    """A pipe that says nothing: its end is read when the supervisor is gone, however it went."""

    def __init__(self) -> None:
        self.fd, self._held = os.pipe()

    def let_go(self) -> None:
        """Let go of the supervisor's end; each child does so first of all."""
        os.close(self._held)


class Shared:
    """When the public projection was last known to be right: written by one, read by all."""

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, mmap.PAGESIZE)

    def note_fresh(self) -> None:
        """Say that it is right now."""
        struct.pack_into("d", self._memory, 0, time.monotonic())

    @property
    def age(self) -> float:
        """Seconds since it was last known to be right."""
        (noted,) = struct.unpack_from("d", self._memory, 0)
        return time.monotonic() - noted if noted else float("inf")
