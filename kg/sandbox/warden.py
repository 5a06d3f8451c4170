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
from kg.sandbox.cells import Cell, Waiting
from kg.sandbox.lanes import Lanes, Ticket
from kg.sandbox.limits import Limits
from kg.sandbox.wire import Inbox, Message, send

_ASKED = {"client", "known", "text"}
"""What every job says of itself."""
_GRACE = 1.0
"""Seconds after which a query is ended that did not end itself."""
_LOOK = 1.0
"""Seconds between looks whether whoever started us is still there."""
_PROCESSORS = os.cpu_count() or 1


@dataclass(eq=False, slots=True)
class Asker:
    """A connection of somebody who asks; ``file`` is theirs, the ticket is None once told."""

    link: socket.socket
    inbox: Inbox
    ticket: Ticket | None = None
    file: int | None = None
    cell: Cell | None = None
    is_known: bool = False


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
        self._waiting = Waiting(limits)
        self._busy: set[Cell] = set()
        self._dying: list[Cell] = []
        self._askers: dict[Ticket, Asker] = {}
        self._poll = selectors.DefaultSelector()
        self._parent = os.getppid()

    def prepare(self) -> None:
        """Open the store and have cells ready.

        Raises:
            StoreError: The store cannot be read.
        """
        self._renew()
        while self._waiting.are_few:
            self._waiting.add(self._fork())

    def serve(self) -> NoReturn:
        """Answer until the parent process is gone, then end everything."""
        self._listener.setblocking(False)
        self._poll.register(self._listener, selectors.EVENT_READ, self._accept)
        self._hear_deaths()
        looked = time.monotonic()
        while True:
            heard = self._poll.select(self._timeout())
            for key, _ in heard:
                if isinstance(key.data, Asker):
                    self._hear(key.data)
                elif isinstance(key.data, Cell):
                    self._collect(key.data)
                else:
                    key.data()
            now = time.monotonic()
            self._judge(now)
            self._dispatch()
            if self._wants_cells() and not heard:  # a fork takes its time, and nobody waits for it
                self._waiting.add(self._fork())
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
            if self._is_crowded() and (nice_in := each.nice_in(now)) is not None:
                times.append(nice_in)
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
                asker = Asker(link, Inbox(link))
                self._poll.register(link, selectors.EVENT_READ, asker)
                self._hear(asker)  # most have sent their job already

    def _hear(self, asker: Asker) -> None:
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

    def _forget(self, asker: Asker) -> None:
        """End what was asked: nobody waits for it any more."""
        if asker.ticket is not None:
            self._lanes.leave(asker.ticket, time.monotonic())
        if asker.cell is not None:
            asker.cell.asker = None
            self._end(asker.cell)
        self._hang_up(asker)

    def _tell(self, asker: Asker, message: Message) -> None:
        with suppress(OSError):
            send(asker.link, message)
        self._hang_up(asker)

    def _hang_up(self, asker: Asker) -> None:
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
        return self._answering is not None and self._waiting.are_few

    def _renew(self) -> None:
        answering = self._source.renewed()
        if answering is not None:
            self._answering = answering
            for each in self._waiting.clear():
                self._end(each)
            gc.collect()
            gc.freeze()  # so that no collection in a cell touches, and so copies, what is shared

    def _begin(self, asker: Asker) -> None:
        ticket, file = asker.ticket, asker.file
        assert ticket is not None  # noqa: S101
        assert file is not None  # noqa: S101
        while True:
            found = self._waiting.take(known=asker.is_known, trial=ticket.is_trial) or self._fork()
            found.is_warm = asker.is_known
            found.begin(asker, ticket.started or 0.0)
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

    def _fork(self) -> Cell:
        assert self._answering is not None  # noqa: S101
        ours, theirs = socket.socketpair()
        pid = os.fork()
        if pid == 0:
            cell.serve(theirs, self._answering, self._limits)
        theirs.close()
        ours.setblocking(False)
        made = Cell(pid, ours, Inbox(ours), self._answering)
        self._poll.register(ours, selectors.EVENT_READ, made)
        return made

    def _collect(self, found: Cell) -> None:
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
            is_of_use = self._waiting.take_back(found, message)
            self._finish(found, message)
            if not is_of_use or found.answering is not self._answering:
                self._waiting.drop(found)
                self._end(found)

    def _wait_again(self, asker: Asker) -> None:
        """Begin a query again later, now that whoever wrote into its file is dead."""
        asker.cell = None
        assert asker.ticket is not None  # noqa: S101
        self._lanes.wait_again(asker.ticket)

    def _finish(self, found: Cell, message: Message) -> None:
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
            nice_in = each.nice_in(now) if self._is_crowded() else None
            if nice_in is not None and nice_in <= 0:
                each.be_nice()
            if now - each.started > self._limits.seconds + _GRACE:
                self._end(each, told.time_limit(self._limits))

    def _end(self, found: Cell, verdict: PifError | None = None) -> None:
        """Kill a cell and tell its asker why; its connection says when it is gone."""
        self._busy.discard(found)
        found.kill()
        if verdict is not None:
            self._finish(found, told.to_message(verdict))

    def _part_with(self, found: Cell) -> None:
        """Let go of a cell that is ending, and learn how it ended when it has.

        That is not waited for: it has to give its memory back first, and others run before it.
        """
        self._poll.unregister(found.link)
        found.inbox.close()
        self._waiting.drop(found)
        found.kill()
        self._dying.append(found)
        self._bury()

    def _bury(self) -> None:
        """Find out how those that have ended did."""
        for found in self._dying[:]:
            pid, status = os.waitpid(found.pid, os.WNOHANG)
            if pid:
                self._dying.remove(found)
                self._busy.discard(found)
                if found.asker is not None and (found.is_interrupted or found.is_untouched()):
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
