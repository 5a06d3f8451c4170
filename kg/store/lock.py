"""One writer at a time: a lock file that names its owner and is let go when the owner dies."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from kg.errors import StoreBusy

_LONGEST_NOTE = 1000


def clean(purpose: str) -> str:
    """Return a purpose as one short printable line, for it is shown to whoever has to wait."""
    return " ".join("".join(c if c.isprintable() else " " for c in purpose).split())[:200]


@contextmanager
def held(path: Path, purpose: str) -> Iterator[None]:
    """Hold a lock file, with process, purpose and time written in it.

    The operating system frees the lock when the process ends, however it ends; what is written
    in the file is for people and decides nothing.

    Raises:
        StoreBusy: Another process, or another part of this one, holds it.
    """
    import fcntl

    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    try:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            note = os.pread(file, _LONGEST_NOTE, 0).decode(errors="replace")
            raise busy(note) from None
        now = datetime.now(UTC).isoformat(timespec="seconds")
        os.ftruncate(file, 0)
        os.pwrite(file, f"process {os.getpid()}, {clean(purpose)}, since {now}\n".encode(), 0)
        try:
            yield
        finally:
            os.ftruncate(file, 0)
            fcntl.flock(file, fcntl.LOCK_UN)  # also for children that inherited the file
    finally:
        os.close(file)


def busy(note: str) -> StoreBusy:
    """Return the error that names who is writing, from what they wrote down about themselves."""
    who = clean(note) or "another process"
    return StoreBusy(f"Somebody else is writing to the store: {who}.", "Wait for it and try again.")
