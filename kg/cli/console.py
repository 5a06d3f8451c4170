"""What commands share: the store in use, progress, and where findings are printed."""

from __future__ import annotations

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


def note(said: str) -> None:
    """Say something beside the result, on standard error."""
    print(said, file=sys.stderr)
