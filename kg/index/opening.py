"""Open the index of a store: the same one for the whole process, as long as nothing changes."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from kg.errors import StoreBusy, StoreDamaged
from kg.index import storing, updating
from kg.index.index import Index, Moved

if TYPE_CHECKING:
    from kg.store.base import Store

T = TypeVar("T")
File = tuple[int, int, int, int]
Stamp = tuple[int, int]
Step = Callable[[str], None]
_ATTEMPTS = 5
_MOST_OPEN = 8
_BROKEN = (sqlite3.DatabaseError, storing.Damaged, ValueError)
_SETTLED = 2_000_000_000  # nanoseconds after which a folder's time is sure to tell a change
_opened: dict[str, Index] = {}
_unchanged: dict[str, Stamp] = {}
_turn = threading.Lock()


def open_index(store: Store, *, step: Step | None = None) -> Index:
    """Return the index of a store, equal to the store as it is now; updated or built if need be.

    Raises:
        StoreBusy: The studies keep changing, or another process has been writing the index for
            a minute.
        StoreDamaged: It cannot be built.
    """
    keep_current = getattr(store, "keep_current", None)
    if keep_current is not None:  # a store that is made from another may have to follow it
        keep_current()
    with _turn:
        path = updating.path_of(store)
        key = str(path.absolute()) if path else f"memory {store.address}"
        for _ in range(_ATTEMPTS):
            held = _opened.get(key)
            stamp = _stamp(store)
            if held and stamp and _unchanged.get(key) == stamp and held.file == _file(path):
                return held
            _unchanged.pop(key, None)
            settled = stamp is not None and time.time_ns() - stamp[1] > _SETTLED
            revision = store.revision()
            if settled and stamp:
                _unchanged[key] = stamp
            if held is not None:
                if held.revision == revision and (held.file is None or held.file == _file(path)):
                    return held
                del _opened[key]
            found = _read(path)
            if found is None or found.revision != revision:
                updating.update(store, step=step)
                found = _read(path)
                if found is None:  # nobody may write one
                    found = Index(updating.in_memory(store, step))
            if found.revision == revision:
                _opened[key] = found
                while len(_opened) > _MOST_OPEN:
                    oldest = next(iter(_opened))
                    del _opened[oldest]
                    _unchanged.pop(oldest, None)
                return found
    raise StoreBusy(f"The studies in {store.address} keep changing.", "Try again later.")


def ask(store: Store, question: Callable[[Index], T], *, step: Step | None = None) -> T:
    """Answer a question from one state of the index; asks again when it changes meanwhile.

    Raises:
        StoreBusy: It keeps changing.
        StoreDamaged: The file does not hold what was written, and building it anew did not help.
    """
    broken = False
    for _ in range(_ATTEMPTS):
        index = open_index(store, step=step)
        try:
            with index.reading():
                return question(index)
        except Moved:
            forget(store)
        except (sqlite3.DatabaseError, storing.Damaged) as error:
            if broken:
                raise StoreDamaged(
                    f"The index of {store.address} is damaged: {error}.", "Run `pif reindex`."
                ) from error
            broken = True
            forget(store)
            updating.rebuild(store, step=step)
    raise StoreBusy(f"The index of {store.address} keeps changing.", "Try again later.")


def forget(store: Store) -> None:
    """Let go of the index that is open; the next question opens it again."""
    path = updating.path_of(store)
    with _turn:
        _opened.pop(str(path.absolute()) if path else f"memory {store.address}", None)


def _read(path: Path | None) -> Index | None:
    """Open the file for reading, or return None when it is not a whole index of this version."""
    file = _file(path)
    if path is None or file is None:
        return None
    # Read-only: a reader must never roll back what a writer is still writing.
    db = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=ro",
        uri=True,
        timeout=30,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        db.execute("BEGIN")
        try:
            found = Index(db, file=file)
        finally:
            db.execute("ROLLBACK")
    except _BROKEN:
        db.close()
        return None
    return found


def _stamp(store: Store) -> Stamp | None:
    """Return what changes with every change of an embedded store; None for any other store.

    Studies are renamed into their folder and unlinked from it, which sets its time, or the
    folder as a whole is exchanged. Listing thousands of files to learn that nothing changed
    would cost more than most answers.
    """
    try:
        found = (Path(store.address) / "studies").stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns


def _file(path: Path | None) -> File | None:
    try:
        found = path.stat() if path else None
    except FileNotFoundError:
        return None
    return (found.st_dev, found.st_ino, found.st_mtime_ns, found.st_size) if found else None
