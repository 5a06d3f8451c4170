"""Cells as the warden sees them: one forked process each, and those that wait for a query."""

from __future__ import annotations

import os
import signal
import socket
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.sandbox.answering import Answering
from kg.sandbox.limits import Limits
from kg.sandbox.wire import Inbox, Message

if TYPE_CHECKING:
    from kg.sandbox.warden import Asker

READY = 4
"""Cells kept ready."""
_WARM = 2
"""Cells kept for known queries: a fresh one copies what it reads, for the engine counts readers."""
_NICE_AFTER = 0.02
"""Seconds of the processor after which a query lets others go first, when there are more of them
than processors: for good, so its cell, which has copied what it read, is not used again."""
_NICE = 12


@dataclass(eq=False, slots=True)
class Cell:
    """A forked process and the connection to it."""

    pid: int
    link: socket.socket
    inbox: Inbox
    answering: Answering
    asker: Asker | None = None
    started: float = 0.0
    before: float | None = None
    copied: int = 0
    """Bytes of memory that it no longer shares."""
    is_nice: bool = False
    is_warm: bool = False  # for known queries alone
    is_interrupted: bool = False
    is_ended: bool = False

    def begin(self, asker: Asker, started: float) -> None:
        """Note for whom it runs from now on."""
        self.asker, self.started, self.before = asker, started, _processor(self.pid)

    def used(self, now: float) -> float:
        """Return the seconds of the processor that its query has used, or has run for."""
        used = _processor(self.pid)
        return now - self.started if used is None or self.before is None else used - self.before

    def nice_in(self, now: float) -> float | None:
        """Return in how many seconds it should let others go first; None for never."""
        return None if self.is_nice or self.is_warm else _NICE_AFTER - self.used(now)

    def be_nice(self) -> None:
        """Let others go first."""
        self.is_nice = True
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self.pid, _NICE)

    def kill(self) -> None:
        """End it, wherever it is; that takes a while."""
        self.is_ended = True
        with suppress(OSError):
            os.kill(self.pid, signal.SIGKILL)

    def is_untouched(self) -> bool:
        """Say whether it has not read its job: somebody killed it while it was idle."""
        file = self.asker.file if self.asker is not None else None
        return file is not None and os.lseek(file, 0, os.SEEK_CUR) == 0


class Waiting:
    """The cells that wait for a query, from the one that shares most to the one that copied most.

    Together they may have copied as much as one query may take.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._idle: list[Cell] = []
        self._warm: list[Cell] = []

    @property
    def are_few(self) -> bool:
        """Whether fewer are there than should be."""
        return len(self._idle) < READY

    def add(self, fresh: Cell) -> None:
        """Take in a cell that was just forked."""
        self._idle.insert(0, fresh)

    def take(self, *, known: bool, trial: bool) -> Cell | None:
        """Return a cell, if one is there: what has copied most, or least if it may be killed."""
        if known and self._warm:
            return self._warm.pop()
        return self._idle.pop(0 if trial else -1) if self._idle else None

    def take_back(self, found: Cell, message: Message) -> bool:
        """Keep a cell that has answered, or say that it is of no more use.

        Each that is taken is soon replaced by a fork, so there is room for what comes back: else
        two clients at once had most queries pay for a fork of the whole store.
        """
        found.copied = message.pop("copied")
        if not message.pop("again") or found.is_nice or found.is_ended:
            return False
        kept, most = self._idle, READY + self._limits.at_once
        if found.is_warm:
            kept, most = self._warm, _WARM
        elif found.copied + sum(each.copied for each in kept) > self._limits.memory:
            return False
        if len(kept) >= most:
            return False
        kept.append(found)
        return True

    def drop(self, found: Cell) -> None:
        """Forget a cell, if it is here."""
        for kept in (self._idle, self._warm):
            with suppress(ValueError):
                kept.remove(found)

    def clear(self) -> list[Cell]:
        """Forget all cells, and return them."""
        found = [*self._idle, *self._warm]
        self._idle, self._warm = [], []
        return found


def _processor(pid: int) -> float | None:
    """Return the seconds of the processor that a process has used; None where nobody knows."""
    try:
        return time.clock_gettime(~pid << 3 | 2)  # what clock_getcpuclockid gives on Linux
    except (OSError, OverflowError):
        return None
