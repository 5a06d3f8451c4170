"""The supervisor: opens everything, forks the workers, replaces those that die, ends them all.

It has one thread and answers nobody. Each child holds the reading end of a pipe whose other end
only the supervisor holds, so that no child outlives it, however it ends.
"""

from __future__ import annotations

import logging
import os
import select
import shutil
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from functools import partial
from typing import TYPE_CHECKING, NoReturn

from kg.errors import StoreError
from kg.settings import store_address
from webui.serving import keeper, logs
from webui.serving.children import Child, Lifeline, Shared, fork
from webui.serving.listening import address_of, listen

if TYPE_CHECKING:
    from kg.graph import Graph
    from kg.sandbox.jail import RunningJail
    from webui.serving.plan import Plan
    from webui.tokens import Tokens

log = logging.getLogger(__name__)

_LOOK = 1.0
_SHORT_LIFE = 5.0
_PAUSE = 1.0
_MOST_FAILURES = 5
_AFTER_GRACE = 5.0


class Supervisor:
    """One service, from the opening of its socket to the end of its last process."""

    def __init__(self, plan: Plan, tokens: Tokens | None, *, debug: bool = False) -> None:
        self._plan = plan
        self._tokens = tokens
        self._debug = debug
        self._asked = False
        self._told = False
        self._folder = ""
        self._workers: list[Child] = []
        self._leaving: list[Child] = []
        self._jail: RunningJail | None = None
        self._keeper: Child | None = None
        self._failures = 0
        self._not_before = 0.0
        self._shared = Shared()
        self._lifeline = Lifeline()
        self._heard, self._rings = _pipe()
        self._ready, self._say_ready = _pipe()

    def run(self) -> int:
        """Serve until told to stop; returns the exit code.

        Raises:
            UsageError: The address cannot be had.
            StoreError: The store cannot be opened, or the workers do not live.
        """
        logs.begin(self._plan.access_log, debug=self._debug)
        signal.signal(signal.SIGTERM, _give_up)
        with ExitStack() as stack:
            self._count_in(stack)
            listening = stack.enter_context(listen(self._plan.host, self._plan.port))
            stack.callback(self._kill_all)
            if self._plan.public:
                self._make_projection()
            graph = self._open(stack)
            stack.callback(self._close_jail)
            self._start_jail(graph)
            self._hear_signals()
            if self._plan.public:
                self._keeper = self._fork_keeper()
            self._serve(graph, listening)
            listening.close()
            self._stop()
        return 0

    # Opening

    def _count_in(self, stack: ExitStack) -> None:
        """Give the figures of all workers a place, before the library that counts is imported."""
        self._folder = tempfile.mkdtemp(prefix="pif-serve-")
        stack.callback(shutil.rmtree, self._folder, ignore_errors=True)
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = self._folder

    def _make_projection(self) -> None:
        """Have another process make it, so that this one never reads the owner's store."""
        self._keeper = fork("keeper", keeper.make)
        while not self._keeper.wait(_LOOK):
            pass
        if self._keeper.code:
            raise StoreError("What is public could not be made.", "What stands above says why.")
        self._shared.note_fresh()

    def _open(self, stack: ExitStack) -> Graph | None:
        if self._plan.conformance:
            return None
        from kg.graph import open_graph

        graph = open_graph(keeper.place() if self._plan.public else None)
        stack.callback(graph.close)
        graph.store.query("ASK {}")  # reads it into memory, which the workers then share
        return graph

    def _start_jail(self, graph: Graph | None) -> None:
        if graph is None:
            return
        from kg import sandbox

        self._jail = sandbox.start(graph.store.address if self._plan.public else store_address())

    def _close_jail(self) -> None:
        if self._jail is not None:
            self._jail.close()

    def _hear_signals(self) -> None:
        signal.set_wakeup_fd(self._rings)
        signal.signal(signal.SIGTERM, self._hear)
        signal.signal(signal.SIGINT, self._hear)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        # A terminal that is closed takes the service with it. Logs need no signal to be rotated.
        signal.signal(signal.SIGHUP, self._hear if os.isatty(0) else signal.SIG_IGN)

    def _hear(self, number: int, _: object) -> None:
        if self._asked:
            self._kill_all()
            shutil.rmtree(self._folder, ignore_errors=True)
            os._exit(1)  # the jail sees that we are gone
        self._asked = True

    # Serving

    def _worker_of(self, graph: Graph | None, listening: socket.socket) -> Callable[[], None]:
        from webui.serving import worker

        served = worker.Served(
            self._plan,
            graph,
            self._jail,
            self._tokens,
            self._shared,
            self._lifeline,
            self._folder,
            self._debug,
        )
        return partial(worker.work, served, listening, partial(os.write, self._say_ready, b"!"))

    def _fork_keeper(self) -> Child:
        return fork("keeper", partial(keeper.keep, self._shared, self._lifeline))

    def _serve(self, graph: Graph | None, listening: socket.socket) -> None:
        work = self._worker_of(graph, listening)
        while not self._asked:
            if self._jail is not None and self._jail.is_over():
                self._renew_jail(graph)
                work = self._worker_of(graph, listening)
            if time.monotonic() >= self._not_before:
                while len(self._workers) < self._plan.workers:
                    self._workers.append(fork("worker", work))
                if self._keeper is None and self._plan.public:
                    self._keeper = self._fork_keeper()
            self._wait()
            if not self._told and _emptied(self._ready):
                self._tell(listening)
            self._replace()
            if self._failures >= _MOST_FAILURES:
                raise StoreError("The workers end as soon as they begin.", "The log says why.")

    def _wait(self) -> None:
        """Wait until a signal, the end of a child, or the first worker being ready."""
        watched = [self._heard] if self._told else [self._heard, self._ready]
        select.select(watched, [], [], _LOOK)
        _emptied(self._heard)

    def _tell(self, listening: socket.socket) -> None:
        self._told = True
        print(
            f"pif-kg answers at {address_of(listening, self._plan.host)}{self._plan.prefix} "
            "(Ctrl-C stops it)",
            flush=True,
        )
        if self._plan.public:
            why = f", because {self._plan.because}" if self._plan.because else ""
            print(f"Only what may be public is shown{why}.", flush=True)

    def _replace(self) -> None:
        for child in [child for child in self._children() if child.is_over()]:
            if child is self._keeper:
                self._keeper = None
            else:
                self._forget_figures(child)
            if child in self._leaving:
                self._leaving.remove(child)
                continue
            self._workers = [each for each in self._workers if each is not child]
            if self._asked:
                continue
            log.warning("a %s ended (%s) and is replaced", child.name, child.code)
            short = time.monotonic() - child.began < _SHORT_LIFE
            self._failures = self._failures + 1 if short else 0
            if short:
                self._not_before = time.monotonic() + _PAUSE

    def _renew_jail(self, graph: Graph | None) -> None:
        """Start another jail, and other workers, for those there are know only the old one."""
        log.warning("the jail was ended from outside and is replaced, and the workers with it")
        self._close_jail()
        self._start_jail(graph)
        for child in self._workers:
            child.end()
        self._leaving += self._workers
        self._workers = []

    def _forget_figures(self, child: Child) -> None:
        from prometheus_client.multiprocess import mark_process_dead

        with suppress(OSError):
            mark_process_dead(child.pid, self._folder)  # type: ignore[no-untyped-call]

    # Ending

    def _children(self) -> Iterator[Child]:
        yield from self._workers
        yield from self._leaving
        if self._keeper is not None:
            yield self._keeper

    def _stop(self) -> None:
        """Let the workers finish what runs; whoever takes longer than it may is ended."""
        for child in self._children():
            child.end()
        until = time.monotonic() + self._plan.grace + _AFTER_GRACE
        while any(True for _ in self._children()) and time.monotonic() < until:
            self._replace()
            select.select([self._heard], [], [], 0.1)
            _emptied(self._heard)
        self._kill_all()

    def _kill_all(self) -> None:
        for child in list(self._children()):
            child.end(signal.SIGKILL)
        for child in list(self._children()):
            child.wait(_AFTER_GRACE)
        self._workers, self._leaving, self._keeper = [], [], None


def _pipe() -> tuple[int, int]:
    heard, rings = os.pipe()
    os.set_blocking(heard, False)
    os.set_blocking(rings, False)
    return heard, rings


def _emptied(fd: int) -> bool:
    """Read what is in a pipe; says whether there was anything."""
    with suppress(BlockingIOError):
        return bool(os.read(fd, 4096))
    return False


def _give_up(number: int, _: object) -> NoReturn:
    sys.exit(0)
