"""What commands share: the store in use, progress, and where findings are printed."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kg.settings import store_address

if TYPE_CHECKING:
    from kg.store.base import Store


@contextmanager
def opened_store(*, must_exist: bool = True) -> Iterator[Store]:
    """Open the store that ``PIF_STORE`` names, and close it in the end."""
    from kg.store import open_store

    store = open_store(store_address(), must_exist=must_exist)
    try:
        yield store
    finally:
        store.close()


class Progress:
    """Say on standard error what is being done; silent when that is not a terminal."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()
        self._start = time.monotonic()

    def __call__(self, step: str) -> None:
        """Show one step in place of the last."""
        if self._shown:
            seconds = time.monotonic() - self._start
            print(f"\r\x1b[K{step} … {seconds:.0f} s", end="", file=sys.stderr, flush=True)

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        if self._shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


class Bar:
    """Show on a terminal how many of many things are done, how fast, and how long is left.

    Silent when standard error is not a terminal. Print nothing else between :meth:`clear` and
    :meth:`advance`.
    """

    _EVERY = 0.1
    _WIDTH = 20

    def __init__(self, total: int, what: str) -> None:
        self._total, self._what = total, what
        self._done = 0
        self._shown = sys.stderr.isatty()
        self._start = time.monotonic()
        self._drawn = 0.0

    def step(self, said: str) -> None:
        """Say what is being done, where it is more than the next of the many."""
        self._draw(said)

    def clear(self) -> None:
        """Make room for other lines."""
        if self._shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)

    def advance(self) -> None:
        """Count one more."""
        self._done += 1
        self._draw(said_of(self._done, self._total, self._what, time.monotonic() - self._start))

    def _draw(self, said: str) -> None:
        now = time.monotonic()
        if not self._shown or (now - self._drawn < self._EVERY and self._done < self._total):
            return
        self._drawn = now
        full = self._WIDTH * self._done // max(1, self._total)
        line = f"[{'#' * full}{'.' * (self._WIDTH - full)}] {said}"
        columns = shutil.get_terminal_size().columns
        print(f"\r\x1b[K{line[: columns - 1]}", end="", file=sys.stderr, flush=True)

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, *_: object) -> None:
        self.clear()


def said_of(done: int, total: int, what: str, seconds: float) -> str:
    """Say how far something is, how fast it goes and how long the rest will take.

    >>> said_of(412, 5000, "studies", 12.0)
    '412 of 5,000 studies, 34 a second, 2 min left'
    """
    said = f"{done:,} of {total:,} {what}"
    if seconds < 1 or not done:
        return said
    rate = done / seconds
    left = (total - done) / rate
    pace = f"{rate:,.0f} a second" if rate >= 2 else f"{1 / rate:.1f} s each"
    rest = f"{left:.0f} s" if left < 100 else f"{left / 60:.0f} min"
    return f"{said}, {pace}, {rest} left"


def note(said: str) -> None:
    """Say something beside the result, on standard error."""
    print(said, file=sys.stderr)
