"""Open the index of a store: the same one for the whole process, as long as nothing changes."""

from __future__ import annotations

import sqlite3
import threading
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
Step = Callable[[str], None]
_ATTEMPTS = 5
_MOST_OPEN = 8
_BROKEN = (sqlite3.DatabaseError, storing.Damaged, ValueError)
_opened: dict[str, Index] = {}
_turn = threading.Lock()


def open_index(store: Store, *, step: Step | None = None) -> Index:
    """Return the index of a store, equal to the store as it is now; updated or built if need be.

    Raises:
        StoreBusy: The studies keep changing, or another process has been writing the index for
            a minute.
        StoreDamaged: It cannot be built.
    """
    with _turn:
        path = updating.path_of(store)
        key = str(path.absolute()) if path else f"memory {store.address}"
        for _ in range(_ATTEMPTS):
            revision = store.revision()
            held = _opened.get(key)
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
                    del _opened[next(iter(_opened))]
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


def _file(path: Path | None) -> File | None:
    try:
        found = path.stat() if path else None
    except FileNotFoundError:
        return None
    return (found.st_dev, found.st_ino, found.st_mtime_ns, found.st_size) if found else None
