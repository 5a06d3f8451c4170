"""Prepare many sources at once, in several processes, and hand them on in their order.

Few are in flight at a time, so memory is bounded by the largest studies, not by their number.
Worker processes send back packed documents and findings, never statements.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import time
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from pathlib import Path

from kg.errors import LimitReached, PifError, StudyRefused
from kg.preparing import Prepared, Step, prepare, silent

PATIENCE = 1.0
"""Seconds before other processes are started: a load that is over by then never pays for them."""
IN_FLIGHT = 4
"""Sources under way or waiting to be handed on, for each process."""

_HEAVY = (
    "kg.batches", "kg.closure", "kg.columns", "kg.formats.folder", "kg.statements",
    "kg.store.document", "kg.validation.checking", "kg.validation.rules", "pyoxigraph",
)  # fmt: skip
"""What every worker needs, imported once in the process that they are forked from."""


@dataclass(frozen=True, slots=True)
class Failed:
    """A source that could not be prepared at all, and why."""

    source: Path
    error: PifError


Outcome = Prepared | Failed


def prepare_all(
    sources: Sequence[Path],
    *,
    study: str | None = None,
    strict: bool = False,
    workers: int | None = None,
    step: Step = silent,
) -> Iterator[Outcome]:
    """Yield each source prepared, in the order given; what is wrong with one stops no other.

    ``workers`` is how many processes may work, by default one for each processor; with 1, or as
    long as there is little to do, everything is done in this one.

    Raises:
        LimitReached: A worker was killed, as the system does when memory runs out.
    """
    count = workers or _processors()
    waiting = deque(sources)
    began = time.monotonic()
    while waiting and (count == 1 or len(waiting) == 1 or time.monotonic() - began < PATIENCE):
        yield _attempt(waiting.popleft(), study, strict, step)
    if waiting:
        yield from _in_processes(waiting, study, strict, min(count, len(waiting)))


def _attempt(source: Path, study: str | None, strict: bool, step: Step) -> Outcome:
    try:
        return prepare(source, study=study, strict=strict, step=step)
    except PifError as error:
        return Failed(source, error)


def _in_processes(
    waiting: deque[Path], study: str | None, strict: bool, count: int
) -> Iterator[Outcome]:
    under_way: deque[Future[_Sent]] = deque()
    with ProcessPoolExecutor(count, _context(), initializer=_begin) as pool:
        try:
            while waiting or under_way:
                while waiting and len(under_way) < count * IN_FLIGHT:
                    under_way.append(pool.submit(_work, waiting.popleft(), study, strict))
                yield under_way.popleft().result().received()
        except BrokenProcessPool as error:
            raise LimitReached(
                "A process that was preparing studies was killed, probably for want of memory.",
                "What was loaded before is kept. Load the rest again with --workers 1.",
            ) from error
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def _context() -> multiprocessing.context.BaseContext:
    # Never a plain fork: this process may have threads, and an engine with threads of its own.
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(_HEAVY))
    return context


# In a worker.


@dataclass(frozen=True, slots=True)
class _Sent:
    """An outcome as it travels: an error goes as its kind and words."""

    outcome: Prepared | None
    source: Path
    kind: type[PifError] = PifError
    message: str = ""
    hint: str = ""

    def received(self) -> Outcome:
        if self.outcome is not None:
            return self.outcome
        return Failed(self.source, self.kind(self.message, self.hint))


def _begin() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which stops us
    gc.freeze()
    gc.disable()


def _work(source: Path, study: str | None, strict: bool) -> _Sent:
    outcome = _attempt(source, study, strict, silent)
    gc.collect()
    if isinstance(outcome, Prepared):
        return _Sent(replace(outcome, graphs=None), source)
    error = outcome.error
    assert not isinstance(error, StudyRefused)  # noqa: S101 - preparing says so with findings
    return _Sent(None, source, type(error), error.message, error.hint)
