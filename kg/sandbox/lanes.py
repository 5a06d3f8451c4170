"""Who may run next, who may go on, who must end: decided from times alone.

A query that begins takes a place. One that takes longer than a moment needs one of the few long
places, and is ended where none is free. Clients take turns, and one client never has all places.

Where a query would have to wait, it is tried first: it runs at once for the blink of an eye, and
if that is not enough it is ended and waits for a place like others of which it is known that they
take time. So however many slow queries come, from whomever, a small one does not stand behind
them. Queries change nothing, so one that begins again is no other.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field

from kg.errors import PifError, TooManyAtOnce
from kg.sandbox.budget import Budget
from kg.sandbox.limits import Limits

MOMENT = 0.5
"""Seconds a query may run without a long place."""
_PRESSED = 0.25
"""The same, while others wait and no long place is to be had."""
_PATIENCE = 5.0
"""Seconds that a query may wait for its turn, or as long as one may run."""
BLINK = 0.01
"""Seconds of the processor that a query may use that is tried; wall clock where not known."""
_LONGEST_BLINK = 1.0
"""Its wall clock all the same, for a machine that is busy with other things."""
_REMEMBERED = 60.0
"""Seconds for which a text that took longer than its trial is not tried again."""
_MOST_REMEMBERED = 1_000
TRIED_AT_ONCE = 3
"""Places for that, beside the others."""


@dataclass(eq=False, slots=True)
class Ticket:
    """One query on its way; the times are those of :func:`time.monotonic`.

    ``text`` stands for what is asked; ``used`` is what a trial has used of the processor until
    now, if that is known.
    """

    client: str
    arrived: float
    text: str = ""
    started: float | None = None
    is_long: bool = False
    is_trial: bool = False
    was_tried: bool = False
    used: float | None = None


@dataclass(slots=True)
class _Client:
    new: list[Ticket] = field(default_factory=list)
    tried: list[Ticket] = field(default_factory=list)
    running: list[Ticket] = field(default_factory=list)

    @property
    def waiting(self) -> list[Ticket]:
        """Those that wait, in the order in which they are taken."""
        return self.new + self.tried

    @property
    def settled(self) -> list[Ticket]:
        """Those that run and have a place."""
        return [ticket for ticket in self.running if not ticket.is_trial]

    @property
    def long(self) -> list[Ticket]:
        """Those that run and have a long place."""
        return [ticket for ticket in self.running if ticket.is_long]


class Lanes:
    """The queries that wait and run, by client."""

    def __init__(self, limits: Limits, blink: float = BLINK) -> None:
        self._limits = limits
        self._blink = blink
        self._patience = max(limits.seconds, _PATIENCE)
        self._clients: OrderedDict[str, _Client] = OrderedDict()
        self._budget = Budget(limits.budget)
        self._slow: OrderedDict[str, float] = OrderedDict()

    def arrive(self, ticket: Ticket) -> list[tuple[Ticket, PifError]]:
        """Take a query in; returns who must leave for it, which may be itself."""
        client = self._clients.setdefault(ticket.client, _Client())
        ticket.was_tried = self._is_slow(ticket)
        (client.tried if ticket.was_tried else client.new).append(ticket)
        tried = self._count("running") - self._count("settled")  # who may have to wait again
        if self._count("waiting") + tried <= self._limits.waiting:
            return []
        fullest = max(self._clients.values(), key=lambda client: len(client.waiting))
        leaves = (fullest.tried or fullest.new)[0]
        self.leave(leaves, leaves.arrived)
        return [(leaves, _queue_full(self._limits))]

    def leave(self, ticket: Ticket, now: float) -> None:
        """Let a query go: it is done, ended or given up. What it used is charged."""
        client = self._clients[ticket.client]
        if ticket.started is None:
            (client.tried if ticket.was_tried else client.new).remove(ticket)
        else:
            client.running.remove(ticket)
            if ticket.is_long:
                self._budget.charge(ticket.client, now - ticket.started, now)
        if not client.waiting and not client.running:
            del self._clients[ticket.client]

    def next(self, now: float) -> Ticket | None:
        """Return who begins now, if somebody waits and may."""
        has_place = self._count("settled") < self._limits.at_once
        most = max(1, self._limits.at_once - 1)  # one place is kept for others
        for name, client in self._clients.items():
            if has_place and client.waiting and len(client.settled) < most:
                return self._begin(name, client.waiting[0], now)
        if self._count("running") - self._count("settled") < TRIED_AT_ONCE:
            for name, client in self._clients.items():
                if client.new:
                    # The newest, for the oldest is next to get a place; all get their trial.
                    client.new[-1].is_trial = True
                    return self._begin(name, client.new[-1], now)
        return None

    def overdue(self, now: float) -> Iterator[tuple[Ticket, PifError | None]]:
        """Yield who must end now, and what they are told; others get their long place.

        A trial that was not enough is told nothing; it is to be ended, and when it has ended, to
        :meth:`wait_again`.
        """
        moment = self._moment()
        for client in list(self._clients.values()):
            for ticket in client.waiting:
                if now - ticket.arrived >= self._patience:
                    yield ticket, _waited(self._patience)
            for ticket in list(client.running):
                ran = now - (ticket.started or now)
                if ticket.is_trial:
                    used = ran if ticket.used is None else ticket.used
                    if (used >= self._blink or ran >= _LONGEST_BLINK) and not ticket.was_tried:
                        ticket.was_tried = True
                        self._note_slow(ticket)
                        yield ticket, None
                elif not ticket.is_long and ran >= moment:
                    yield from self._lengthen(ticket, now)

    def wait_again(self, ticket: Ticket) -> None:
        """Have a query that has ended without an answer, a trial or not, wait for a place."""
        client = self._clients[ticket.client]
        client.running.remove(ticket)
        client.tried.append(ticket)
        ticket.started, ticket.is_trial, ticket.was_tried = None, False, True

    def soonest(self, now: float) -> float | None:
        """Return in how many seconds :meth:`overdue` has something to say; None for never."""
        moment = self._moment()
        times = []
        for client in self._clients.values():
            times += [ticket.arrived + self._patience for ticket in client.waiting]
            for ticket in client.running:
                if not ticket.is_long and not (ticket.is_trial and ticket.was_tried):
                    began = ticket.started or now
                    times.append(now + self._blink if ticket.is_trial else began + moment)
        return max(0.0, min(times) - now) if times else None

    def _is_slow(self, ticket: Ticket) -> bool:
        seen = self._slow.get(ticket.text)
        return seen is not None and ticket.arrived - seen < _REMEMBERED

    def _note_slow(self, ticket: Ticket) -> None:
        if ticket.text:
            self._slow[ticket.text] = ticket.arrived
            self._slow.move_to_end(ticket.text)
            while len(self._slow) > _MOST_REMEMBERED:
                self._slow.popitem(last=False)

    def _count(self, what: str) -> int:
        return sum(len(getattr(client, what)) for client in self._clients.values())

    def _begin(self, name: str, ticket: Ticket, now: float) -> Ticket:
        client = self._clients[name]
        (client.tried if ticket.was_tried else client.new).remove(ticket)
        client.running.append(ticket)
        ticket.started = now
        self._clients.move_to_end(name)
        return ticket

    def _moment(self) -> float:
        has_long_place = self._count("long") < self._limits.long_at_once
        return MOMENT if has_long_place or not self._count("waiting") else _PRESSED

    def _lengthen(self, ticket: Ticket, now: float) -> Iterator[tuple[Ticket, PifError]]:
        """Give a query a long place, or say who ends for want of one."""
        self._note_slow(ticket)
        wait = self._budget.wait(ticket.client, now)
        if wait:
            yield ticket, _budget_used(self._limits, wait)
            return
        if self._count("long") >= self._limits.long_at_once:
            # Whoever has two more than the others gives one up, the one that ran least.
            most = max(self._clients.values(), key=lambda client: len(client.long))
            if len(most.long) < len(self._clients[ticket.client].long) + 2:
                yield ticket, _no_long_place(self._limits)
                return
            yield max(most.long, key=lambda t: t.started or now), _no_long_place(self._limits)
        ticket.is_long = True


def _queue_full(limits: Limits) -> TooManyAtOnce:
    return TooManyAtOnce(
        f"{limits.at_once} queries run and {limits.waiting} wait, which is as many as may.",
        "Ask again a little later.",
        retry_after=math.ceil(limits.seconds / 2),
    )


def _waited(seconds: float) -> TooManyAtOnce:
    return TooManyAtOnce(
        f"The query waited for {seconds:g} seconds without getting its turn.",
        "Ask again a little later, and fewer at a time.",
        retry_after=math.ceil(seconds),
    )


def _no_long_place(limits: Limits) -> TooManyAtOnce:
    return TooManyAtOnce(
        f"The query takes longer than a moment, and only {limits.long_at_once} such may run at "
        "the same time.",
        "Ask again a little later, fewer at a time, or for less.",
        retry_after=math.ceil(limits.seconds),
    )


def _budget_used(limits: Limits, wait: float) -> TooManyAtOnce:
    return TooManyAtOnce(
        f"You have used your {limits.budget:g} seconds of long queries in a minute.",
        "Short ones are still answered. Wait, or ask for less.",
        retry_after=math.ceil(wait),
    )
