"""Work in several processes that share what was read before they began."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from typing import Any

from kg.errors import LimitReached

Job = Callable[[], int]
"""Writes some pages, and returns how many."""


def processors() -> int:
    """Return how many processes may work at once."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # macOS
        return os.cpu_count() or 1


def all_done(jobs: Sequence[Job], workers: int, begin: Callable[[], None]) -> Iterator[int]:
    """Do all jobs, each by whoever is free; yields what each returns, in no order.

    Processes are forked, so that they share what is in memory; ``begin`` is called in each.

    Raises:
        LimitReached: A process was killed, mostly for want of memory.
    """
    if workers <= 1 or len(jobs) <= 1:
        for job in jobs:
            yield job()
        return
    context = multiprocessing.get_context("fork")
    next_one = context.Value("l", 0)
    pipes: list[Connection] = []
    started = []
    try:
        for _ in range(min(workers, len(jobs))):
            here, there = context.Pipe(duplex=False)
            process = context.Process(
                target=_work, args=(jobs, next_one, there, begin), daemon=True
            )
            process.start()
            there.close()
            pipes.append(here)
            started.append(process)
        done = 0
        while pipes:
            for pipe in [pipe for pipe in wait(pipes) if isinstance(pipe, Connection)]:
                try:
                    said = pipe.recv()
                except EOFError:
                    pipes.remove(pipe)
                    continue
                if isinstance(said, BaseException):
                    raise said
                done += 1
                yield said
        if done < len(jobs):
            raise LimitReached(
                "A process that was making pages was ended from outside.",
                "Mostly memory ran out: publish fewer studies at once, or on a larger machine.",
            )
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.join()


def _work(jobs: Sequence[Job], next_one: Any, pipe: Connection, begin: Callable[[], None]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who is asked to stop ends this one too
    begin()
    try:
        while True:
            with next_one.get_lock():
                number = next_one.value
                next_one.value += 1
            if number >= len(jobs):
                break
            pipe.send(jobs[number]())
    except Exception as error:
        try:
            pipe.send(error)
        except Exception:  # what cannot be sent is told in words
            pipe.send(RuntimeError(f"{type(error).__name__}: {error}"))
    pipe.close()
