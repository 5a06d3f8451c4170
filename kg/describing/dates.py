"""When what is served last changed, where that is known.

An embedded store renames a study's file into place when the study changes, so the file's time is
the study's, and the folder's time is that of the last change of any study, a removal included.
An endpoint says nothing of the kind.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kg.store.studyfiles import file_name

if TYPE_CHECKING:
    from kg.store.base import Store


def changed(store: Store) -> float | None:
    """Return when any study of a store last changed, in seconds since 1970; None if not known."""
    return _time(_folder(store))


def study_changed(store: Store, study: str) -> float | None:
    """Return when one study last changed; None if that is not known."""
    folder = _folder(store)
    return _time(folder / file_name(study)) if folder else None


def study_file(store: Store, study: str) -> Path | None:
    """Return the packed file that holds a study; None where studies are kept otherwise."""
    folder = _folder(store)
    path = folder / file_name(study) if folder else None
    return path if path and path.is_file() else None


def _folder(store: Store) -> Path | None:
    if store.address.startswith(("http://", "https://")):
        return None
    return Path(store.address) / "studies"


def _time(path: Path | None) -> float | None:
    try:
        return path.stat().st_mtime if path else None
    except OSError:
        return None
