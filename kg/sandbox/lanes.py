"""Who may run next, who may go on, who must end: decided from times alone.

A query that has just begun runs in a quick lane. One that takes longer than a moment needs one
of the few long places, and is ended where none is free; so however many slow queries come, a
small one finds a place within a moment. Clients take turns. Of one client, the newest is taken
first: when more comes than can be answered, the oldest has most likely been given up already.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from dataclasses import dataclass, field

from kg.errors import PifError, TooManyAtOnce
from kg.sandbox.budget import Budget
from kg.sandbox.limits import Limits

MOMENT = 0.5
"""Seconds a query may run without a long place."""
_PRESSED = 0.25
"""The same, while others wait and no long place is to be had."""


@dataclass(eq=False, slots=True)
class Ticket:
    """One query on its way; the times are those of :func:`time.monotonic`."""

    client: str
    arrived: float
    started: float | None = None
    is_long: bool = False


@dataclass(slots=True)
class _Client:
    waiting: list[Ticket] = field(default_factory=list)
    running: list[Ticket] = field(default_factory=list)

    @property
    def long(self) -> list[Ticket]:
        return [ticket for ticket in self.running if ticket.is_long]


class Lanes:
    """The queries that wait and run, by client."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._clients: OrderedDict[str, _Client] = OrderedDict()
        self._budget = Budget(limits.budget)

    def arrive(self, ticket: Ticket) -> list[tuple[Ticket, PifError]]:
        """Take a query in; returns who must leave for it, which may be itself."""
        client = self._clients.setdefault(ticket.client, _Client())
        client.waiting.append(ticket)
        if sum(len(c.waiting) for c in self._clients.values()) <= self._limits.waiting:
            return []
        fullest = max(self._clients.values(), key=lambda c: len(c.waiting))
        oldest = fullest.waiting[0]
        self.leave(oldest, oldest.arrived)
        return [(oldest, _queue_full(self._limits))]

    def leave(self, ticket: Ticket, now: float) -> None:
        """Let a query go: it is done, ended or given up. What it used is charged."""
        client = self._clients[ticket.client]
        if ticket.started is None:
            client.waiting.remove(ticket)
        else:
            client.running.remove(ticket)
            if ticket.is_long:
                self._budget.charge(ticket.client, now - ticket.started, now)
        if not client.waiting and not client.running:
            del self._clients[ticket.client]

    def next(self, now: float) -> Ticket | None:
        """Return who begins now, if somebody waits and may."""
        running = sum(len(client.running) for client in self._clients.values())
        if running >= self._limits.at_once:
            return None
        for name, client in self._clients.items():
            # One place is kept for others, however much one client asks.
            if client.waiting and len(client.running) < max(1, self._limits.at_once - 1):
                ticket = client.waiting.pop()
                ticket.started = now
                client.running.append(ticket)
                self._clients.move_to_end(name)
                return ticket
        return None

    def overdue(self, now: float) -> list[tuple[Ticket, PifError]]:
        """Return who must end now, and what they are told; others get their long place."""
        ending: list[tuple[Ticket, PifError]] = []
        for client in list(self._clients.values()):
            for ticket in client.waiting:
                if now - ticket.arrived >= self._limits.seconds:
                    ending.append((ticket, _waited(self._limits)))
            for ticket in client.running:
                if not ticket.is_long and self._is_due(ticket, now):
                    ending += self._lengthen(ticket, now)
        return ending

    def _is_due(self, ticket: Ticket, now: float) -> bool:
        assert ticket.started is not None  # noqa: S101
        return now - ticket.started >= self._moment()

    def _moment(self) -> float:
        long = sum(len(client.long) for client in self._clients.values())
        pressed = long >= self._limits.long_at_once and any(
            client.waiting for client in self._clients.values()
        )
        return _PRESSED if pressed else MOMENT

    def _lengthen(self, ticket: Ticket, now: float) -> list[tuple[Ticket, PifError]]:
        """Give a query a long place, or say who ends for want of one."""
        wait = self._budget.wait(ticket.client, now)
        if wait:
            return [(ticket, _budget_used(self._limits, wait))]
        clients = self._clients.values()
        if sum(len(client.long) for client in clients) < self._limits.long_at_once:
            ticket.is_long = True
            return []
        most = max(clients, key=lambda client: len(client.long))
        if len(most.long) < len(self._clients[ticket.client].long) + 2:
            return [(ticket, _no_long_place(self._limits))]
        ticket.is_long = True
        return [(max(most.long, key=lambda t: t.started or 0), _no_long_place(self._limits))]

    def soonest(self, now: float) -> float | None:
        """Return in how many seconds :meth:`overdue` has something to say; None for never."""
        moment = self._moment()
        clients = self._clients.values()
        times = [t.arrived + self._limits.seconds for c in clients for t in c.waiting]
        times += [
            ticket.started + moment
            for client in clients
            for ticket in client.running
            if ticket.started is not None and not ticket.is_long
        ]
        return max(0.0, min(times) - now) if times else None


def _queue_full(limits: Limits) -> TooManyAtOnce:
    return TooManyAtOnce(
        f"{limits.at_once} queries run and {limits.waiting} wait, which is as many as may.",
        "Ask again a little later.",
        retry_after=math.ceil(limits.seconds / 2),
    )


def _waited(limits: Limits) -> TooManyAtOnce:
    return TooManyAtOnce(
        f"The query waited for {limits.seconds:g} seconds without getting its turn.",
        "Ask again a little later, and fewer at a time.",
        retry_after=math.ceil(limits.seconds),
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
