"""The warden: keeps cells ready, gives each query to one, and ends those that may not go on.

One thread, which never runs a query and never waits for one. It holds the store open, and forks
cells from itself while nobody waits for them.
"""

from __future__ import annotations

import gc
import os
import selectors
import signal
import socket
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import NoReturn

from kg.errors import PifError
from kg.sandbox import cell, told
from kg.sandbox.answering import Answering, Source
from kg.sandbox.lanes import Lanes, Ticket
from kg.sandbox.limits import Limits
from kg.sandbox.wire import Inbox, Message, send

_IDLE = 4
"""Cells kept ready."""
_WARM = 2
"""Cells kept for known queries: a fresh one copies what it reads, for the engine counts readers."""
_ASKED = {"client", "known", "text"}
"""What every job says of itself."""
_GRACE = 1.0
"""Seconds after which a query is ended that did not end itself."""
_LOOK = 1.0
"""Seconds between looks whether whoever started us is still there."""
_NICE_AFTER = 0.02
"""Seconds of the processor after which a query lets others go first, when there are more of them
than processors: for good, so its cell, which has copied what it read, is not used again."""
_NICE = 12
_PROCESSORS = os.cpu_count() or 1


@dataclass(eq=False, slots=True)
class _Asker:
    """A connection of somebody who asks; ``file`` is theirs, the ticket is None once told."""

    link: socket.socket
    inbox: Inbox
    ticket: Ticket | None = None
    file: int | None = None
    cell: _Cell | None = None
    is_known: bool = False


@dataclass(eq=False, slots=True)
class _Cell:
    """A forked process and the connection to it."""

    pid: int
    link: socket.socket
    inbox: Inbox
    answering: Answering
    asker: _Asker | None = None
    started: float = 0.0
    before: float | None = None
    copied: int = 0
    """Bytes of memory that it no longer shares."""
    is_nice: bool = False
    is_warm: bool = False  # for known queries alone
    is_interrupted: bool = False
    is_ended: bool = False

    def used(self, now: float) -> float:
        """Return the seconds of the processor that its query has used, or has run for."""
        used = _processor(self.pid)
        return now - self.started if used is None or self.before is None else used - self.before


class Warden:
    """Serves a listening socket until its parent process is gone; ``last`` is then called."""

    def __init__(
        self, listener: socket.socket, source: Source, limits: Limits, last: Callable[[], None]
    ) -> None:
        self._last = last
        self._listener = listener
        self._source = source
        self._limits = limits
        self._lanes = Lanes(limits, source.blink)
        self._answering: Answering | None = None
        self._idle: list[_Cell] = []
        self._warm: list[_Cell] = []
        self._busy: set[_Cell] = set()
        self._dying: list[_Cell] = []
        self._askers: dict[Ticket, _Asker] = {}
        self._poll = selectors.DefaultSelector()
        self._parent = os.getppid()

    def prepare(self) -> None:
        """Open the store and have cells ready.

        Raises:
            StoreError: The store cannot be read.
        """
        self._renew()
        while len(self._idle) < _IDLE:
            self._idle.append(self._fork())

    def serve(self) -> NoReturn:
        """Answer until the parent process is gone, then end everything."""
        self._listener.setblocking(False)
        self._poll.register(self._listener, selectors.EVENT_READ, self._accept)
        self._hear_deaths()
        looked = time.monotonic()
        while True:
            heard = self._poll.select(self._timeout())
            for key, _ in heard:
                if isinstance(key.data, _Asker):
                    self._hear(key.data)
                elif isinstance(key.data, _Cell):
                    self._collect(key.data)
                else:
                    key.data()
            now = time.monotonic()
            self._judge(now)
            self._dispatch()
            if self._wants_cells() and not heard:  # a fork takes its time, and nobody waits for it
                self._idle.insert(0, self._fork())
            if now - looked > _LOOK:
                looked = now
                if os.getppid() != self._parent:
                    self._last()
                    os.killpg(0, signal.SIGKILL)

    def _timeout(self) -> float:
        now = time.monotonic()
        times = [_LOOK]
        if (soonest := self._lanes.soonest(now)) is not None:
            times.append(soonest)
        for each in self._busy:
            if self._is_crowded() and not (each.is_nice or each.is_warm):
                times.append(_NICE_AFTER - each.used(now))
            times.append(each.started + self._limits.seconds + _GRACE - now)
        if self._wants_cells():
            return 0.0
        return max(0.0, min(times)) + 0.001

    # Those who ask

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                link = self._listener.accept()[0]
                link.setblocking(False)
                asker = _Asker(link, Inbox(link))
                self._poll.register(link, selectors.EVENT_READ, asker)
                self._hear(asker)  # most have sent their job already

    def _hear(self, asker: _Asker) -> None:
        if asker.link.fileno() < 0:  # told by something that came in at the same time
            return
        try:
            received = asker.inbox.read()
        except BlockingIOError:
            return
        except OSError:
            received = None
        if received is None:
            self._forget(asker)
        for message, file in received or ():
            if asker.ticket is not None or file is None or not message.keys() >= _ASKED:
                self._forget(asker)
                return
            now = time.monotonic()
            asker.ticket, asker.file = Ticket(message["client"], now, message["text"]), file
            asker.is_known = message["known"]
            self._askers[asker.ticket] = asker
            for ticket, error in self._lanes.arrive(asker.ticket):
                self._tell(self._askers[ticket], told.to_message(error))

    def _forget(self, asker: _Asker) -> None:
        """End what was asked: nobody waits for it any more."""
        if asker.ticket is not None:
            self._lanes.leave(asker.ticket, time.monotonic())
        if asker.cell is not None:
            asker.cell.asker = None
            self._end(asker.cell)
        self._hang_up(asker)

    def _tell(self, asker: _Asker, message: Message) -> None:
        with suppress(OSError):
            send(asker.link, message)
        self._hang_up(asker)

    def _hang_up(self, asker: _Asker) -> None:
        if asker.ticket is not None:
            self._askers.pop(asker.ticket, None)
        if asker.file is not None:
            os.close(asker.file)
            asker.file = None
        self._poll.unregister(asker.link)
        asker.inbox.close()

    # Those who answer

    def _dispatch(self) -> None:
        """Begin what may begin."""
        while (ticket := self._lanes.next(time.monotonic())) is not None:
            asker = self._askers[ticket]
            try:
                self._renew()
                self._begin(asker)
            except PifError as error:
                print(error, file=sys.stderr, flush=True)
                self._lanes.leave(ticket, time.monotonic())
                self._tell(asker, told.to_message(error, self._source.place))

    def _wants_cells(self) -> bool:
        return self._answering is not None and len(self._idle) < _IDLE

    def _renew(self) -> None:
        answering = self._source.renewed()
        if answering is not None:
            self._answering = answering
            for each in (*self._idle, *self._warm):
                self._end(each)
            self._idle, self._warm = [], []
            gc.collect()
            gc.freeze()  # so that no collection in a cell touches, and so copies, what is shared

    def _begin(self, asker: _Asker) -> None:
        ticket, file = asker.ticket, asker.file
        assert ticket is not None  # noqa: S101
        assert file is not None  # noqa: S101
        while True:
            found = self._ready(warm=asker.is_known, trial=ticket.is_trial)
            found.asker, found.started = asker, ticket.started or 0.0
            found.before = _processor(found.pid)
            os.lseek(file, 0, os.SEEK_SET)
            try:
                send(found.link, {"job": 1}, file)
            except OSError:  # it was killed while it waited
                found.asker = None
                self._part_with(found)
                continue
            break
        asker.cell = found
        self._busy.add(found)

    def _ready(self, *, warm: bool, trial: bool) -> _Cell:
        """Return a cell: the one that has copied most, or least where it may soon be killed."""
        if warm and self._warm:
            return self._warm.pop()
        found = self._idle.pop(0 if trial else -1) if self._idle else self._fork()
        found.is_warm = warm
        return found

    def _fork(self) -> _Cell:
        assert self._answering is not None  # noqa: S101
        ours, theirs = socket.socketpair()
        pid = os.fork()
        if pid == 0:
            cell.serve(theirs, self._answering, self._limits)
        theirs.close()
        ours.setblocking(False)
        made = _Cell(pid, ours, Inbox(ours), self._answering)
        self._poll.register(ours, selectors.EVENT_READ, made)
        return made

    def _collect(self, found: _Cell) -> None:
        """Take what a cell says, or find out how it ended."""
        if found.link.fileno() < 0:
            return
        try:
            received = found.inbox.read()
        except BlockingIOError:
            return
        except OSError:
            received = None
        if received is None:
            self._part_with(found)
        for message, _ in received or ():
            again = message.pop("again") and not found.is_nice and not found.is_ended
            found.copied = message.pop("copied")
            self._finish(found, message)
            # Each that is taken is soon replaced by a fork, so there is room for what comes back:
            # else two clients at once had most queries pay for a fork of the whole store.
            kept, most = self._idle, _IDLE + self._limits.at_once
            if found.is_warm:
                kept, most = self._warm, _WARM
            elif found.copied + sum(each.copied for each in kept) > self._limits.memory:
                again = False  # together they may hold as much as one query may take
            if again and len(kept) < most and found.answering is self._answering:
                kept.append(found)
            else:
                self._end(found)

    def _wait_again(self, asker: _Asker) -> None:
        """Begin a query again later, now that whoever wrote into its file is dead."""
        asker.cell = None
        assert asker.ticket is not None  # noqa: S101
        self._lanes.wait_again(asker.ticket)

    def _finish(self, found: _Cell, message: Message) -> None:
        self._busy.discard(found)
        asker, found.asker = found.asker, None
        if asker is not None and asker.ticket is not None:
            self._lanes.leave(asker.ticket, time.monotonic())
            self._tell(asker, message)

    def _is_crowded(self) -> bool:
        return len(self._busy) > _PROCESSORS

    def _judge(self, now: float) -> None:
        for each in self._busy:
            ticket = each.asker.ticket if each.asker else None
            if ticket is not None and ticket.is_trial and not each.answering.handles:
                ticket.used = each.used(now)
        for ticket, error in self._lanes.overdue(now):
            asker = self._askers[ticket]
            if error is None:
                assert asker.cell is not None  # noqa: S101
                asker.cell.is_interrupted = True
                self._end(asker.cell)
            elif asker.cell is not None:
                self._end(asker.cell, error)
            else:
                self._lanes.leave(ticket, now)
                self._tell(asker, told.to_message(error))
        for each in list(self._busy):
            may_be_nice = self._is_crowded() and not (each.is_nice or each.is_warm)
            if may_be_nice and each.used(now) > _NICE_AFTER:
                each.is_nice = True
                with suppress(OSError):
                    os.setpriority(os.PRIO_PROCESS, each.pid, _NICE)
            if now - each.started > self._limits.seconds + _GRACE:
                self._end(each, told.time_limit(self._limits))

    def _end(self, found: _Cell, verdict: PifError | None = None) -> None:
        """Kill a cell and tell its asker why; its connection says when it is gone."""
        self._busy.discard(found)
        found.is_ended = True
        with suppress(OSError):
            os.kill(found.pid, signal.SIGKILL)
        if verdict is not None:
            self._finish(found, told.to_message(verdict))

    def _part_with(self, found: _Cell) -> None:
        """Let go of a cell that is ending, and learn how it ended when it has.

        That is not waited for: it has to give its memory back first, and others run before it.
        """
        self._poll.unregister(found.link)
        found.inbox.close()
        for kept in (self._idle, self._warm):
            with suppress(ValueError):
                kept.remove(found)
        with suppress(OSError):
            os.kill(found.pid, signal.SIGKILL)
        self._dying.append(found)
        self._bury()

    def _bury(self) -> None:
        """Find out how those that have ended did."""
        for found in self._dying[:]:
            pid, status = os.waitpid(found.pid, os.WNOHANG)
            if pid:
                self._dying.remove(found)
                self._busy.discard(found)
                if found.asker is not None and (found.is_interrupted or _is_untouched(found)):
                    self._wait_again(found.asker)
                    continue
                code = os.waitstatus_to_exitcode(status)
                self._finish(found, told.to_message(told.ended(code, self._limits)))

    def _hear_deaths(self) -> None:
        heard, rings = os.pipe()
        for end in (heard, rings):
            os.set_blocking(end, False)

        def hear() -> None:
            with suppress(BlockingIOError):
                os.read(heard, 4096)
            self._bury()

        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(rings, warn_on_full_buffer=False)
        self._poll.register(heard, selectors.EVENT_READ, hear)


def _is_untouched(found: _Cell) -> bool:
    """Say whether a cell that ended had not read its job: somebody killed it while it was idle."""
    file = found.asker.file if found.asker is not None else None
    return file is not None and os.lseek(file, 0, os.SEEK_CUR) == 0


def _processor(pid: int) -> float | None:
    """Return the seconds of the processor that a process has used; None where nobody knows."""
    try:
        return time.clock_gettime(~pid << 3 | 2)  # what clock_getcpuclockid gives on Linux
    except (OSError, OverflowError):
        return None
