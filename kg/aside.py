"""Have something done in another process meanwhile, with all that is in memory at hand.

The process is a fork, so nothing has to be sent to it; what it returns comes back through a file
without a name. Whatever becomes of it, the answer is the same: what it did not bring is done here.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, suppress
from functools import partial
from tempfile import TemporaryFile
from typing import Generic, TypeVar

S = TypeVar("S")
T = TypeVar("T")


def possible() -> bool:
    """Say whether a fork is safe and of use here: no other thread runs, and a processor is free."""
    return (
        sys.platform == "linux"
        and threading.active_count() == 1
        and threading.current_thread() is threading.main_thread()
        and len(os.sched_getaffinity(0)) > 1
    )


def each(work: Callable[[S], T], things: Iterable[S]) -> Iterator[tuple[S, T]]:
    """Do some work for each of several things in processes aside; yields in the order of things.

    Each with what the work returned. Where no process can be forked it is done here, one by one.
    """
    if not possible():
        yield from ((thing, work(thing)) for thing in things)
        return
    many = len(os.sched_getaffinity(0)) + 1  # one more than there are to do it: nobody waits
    under_way: deque[tuple[S, Aside[T]]] = deque()

    def first() -> tuple[S, T]:
        thing, doing = under_way[0]
        with doing:
            done = doing.result()
        under_way.popleft()
        return thing, done

    try:
        for thing in things:
            under_way.append((thing, Aside(partial(work, thing))))
            if len(under_way) == many:
                yield first()
        while under_way:
            yield first()
    finally:
        with ExitStack() as ending:
            for _, doing in under_way:
                ending.enter_context(doing)


class Aside(Generic[T]):
    """Work under way in a process of its own. Use it as a context: it does not outlive that.

    What the work changes in memory is not seen here, and it must not touch open files.
    """

    def __init__(self, work: Callable[[], T]) -> None:
        self._work = work
        self._file = TemporaryFile()  # noqa: SIM115 - closed when the work is over
        self._pid = os.fork()
        if self._pid == 0:
            self._do()

    def _do(self) -> None:
        status = 1
        try:
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            made = self._work()
            pickle.dump(made, self._file, protocol=pickle.HIGHEST_PROTOCOL)
            self._file.flush()
            status = 0
        finally:
            os._exit(status)  # nothing of the process that was forked is cleaned up or written out

    def result(self) -> T:
        """Wait for what the work returns; a process that failed has it done here instead."""
        if self._pid:
            pid, self._pid = self._pid, 0
            _, status = os.waitpid(pid, 0)
            if status == 0:
                self._file.seek(0)
                made: T = pickle.load(self._file)  # noqa: S301 - our own, through no named file
                return made
        return self._work()

    def __enter__(self) -> Aside[T]:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pid:
            pid, self._pid = self._pid, 0
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        self._file.close()
