"""Measure a call: warm it up, repeat it, give median and spread; memory as the kernel counts it."""

from __future__ import annotations

import os
import pickle
import resource
import signal
import statistics
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")

WARM_UPS = 2
LEAST, MOST = 5, 100
BUDGET = 3.0
"""Seconds after which nothing is repeated that has been repeated often enough."""
SLOW = 2.0
"""What takes longer than so many seconds is not warmed up and is measured once."""


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds. ``runs`` counts the repeats behind them; 1 means it was too slow to repeat."""

    median: float
    min: float
    max: float
    runs: int

    def as_json(self) -> dict[str, float]:
        """Return it for a file, to the tenth of a microsecond."""
        return {name: round(value, 7) for name, value in asdict(self).items()}


class TooSlow(Exception):
    """A call did not end within its limit."""


def timed(call: Callable[[], T]) -> tuple[Timing, T]:
    """Call something repeatedly; return how long it took and what it said the last time."""
    began = time.perf_counter()
    answer = call()
    first = time.perf_counter() - began
    if first > SLOW:
        return Timing(first, first, first, 1), answer
    for _ in range(WARM_UPS - 1):
        answer = call()
    took: list[float] = []
    until = time.perf_counter() + BUDGET
    while len(took) < LEAST or (len(took) < MOST and time.perf_counter() < until):
        began = time.perf_counter()
        answer = call()
        took.append(time.perf_counter() - began)
    return Timing(statistics.median(took), min(took), max(took), len(took)), answer


def once(call: Callable[[], T]) -> tuple[Timing, T]:
    """Call something one time, for what cannot be done twice or takes minutes."""
    began = time.perf_counter()
    answer = call()
    took = time.perf_counter() - began
    return Timing(took, took, took, 1), answer


def within(seconds: float, call: Callable[[], T]) -> T:
    """Make a call in a copy of this process, and end that when it takes too long.

    For engines that cannot be interrupted. What is in memory is shared, not copied.

    Raises:
        TooSlow: It took longer.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        code = 1
        try:
            with os.fdopen(writing, "wb") as pipe:
                pickle.dump(call(), pipe)
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    os.close(writing)
    alarm = threading.Timer(seconds, os.kill, (child, signal.SIGKILL))
    alarm.start()
    try:
        with os.fdopen(reading, "rb") as pipe:
            said = pipe.read()
    finally:
        alarm.cancel()
        _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        raise TooSlow(f"ended after {seconds:.0f} s")
    if status:
        raise RuntimeError("the call failed; its error is above")
    result: T = pickle.loads(said)
    return result


def own_peak() -> int:
    """Return the most memory this process and any one child have held, in bytes."""
    unit = 1 if sys.platform == "darwin" else 1024
    return unit * max(
        resource.getrusage(who).ru_maxrss
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )


class Watch:
    """Looks at a process and all below it while they run; ends them above a limit.

    ``peak`` is the most memory they held together, in bytes. Memory they share counts once where
    the system says how much that is (Linux, proportional set size), otherwise once for each.
    """

    def __init__(self, pid: int, most: int, every: float = 0.1) -> None:
        self.pid, self.most, self.every = pid, most, every
        self.peak = 0
        self.ended = False
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: Any) -> None:
        self._stop.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._stop.wait(self.every):
            family = descendants(self.pid)
            held = sum(_held(pid) for pid in family)
            self.peak = max(self.peak, held)
            if held > self.most:
                self.ended = True
                for pid in reversed(family):
                    try:
                        os.kill(pid, signal.SIGKILL)
                    except ProcessLookupError:
                        continue
                return


def descendants(pid: int) -> list[int]:
    """Return a process and all that it started, directly or not, that still run."""
    below: dict[int, list[int]] = {}
    for child, parent in _processes():
        below.setdefault(parent, []).append(child)
    found = [pid]
    for one in found:
        found += below.get(one, [])
    return found


def _processes() -> Iterator[tuple[int, int]]:
    """Yield every process and the one that started it."""
    if Path("/proc/self/stat").exists():
        for path in Path("/proc").glob("[0-9]*/stat"):
            try:
                said = path.read_text(errors="replace")
            except OSError:  # it has ended
                continue
            # The name, in brackets, may hold anything; the state and the parent follow it.
            yield int(path.parent.name), int(said.rpartition(")")[2].split()[1])
    else:
        listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, check=True)
        for line in listed.stdout.splitlines():
            child, parent = map(int, line.split())
            yield child, parent


def _held(pid: int) -> int:
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    said = subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, check=False)
    return int(said.stdout.strip() or 0) * 1024
