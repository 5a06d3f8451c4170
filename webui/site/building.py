"""The folder in which a publication is built, until it takes the place of the last in one step."""

from __future__ import annotations

import json
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.errors import StoreBusy, StoreUnreachable, UsageError
from kg.store import lock

MARKER = "publication.json"
"""The file that says that a folder holds a publication of ours."""
_LOCK = "lock"
_JUST_MADE = 60.0
"""Seconds in which who made a folder may not yet hold it."""


@contextmanager
def building(out: Path) -> Iterator[Path]:
    """Give a folder to build in, which then takes the place of ``out``.

    Beside it, in the same hidden folder, is room for what is needed meanwhile. Killed, the hidden
    folder stays, and ``out`` as it was; the next publication takes it away.

    Raises:
        UsageError: The folder holds something else.
        StoreUnreachable: The folder cannot be written.
    """
    out = Path.cwd() / out
    old = out.parent / f".{out.name}.old"
    if old.exists() and not out.exists():  # killed between two renames
        old.rename(out)
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise UsageError(f"{out.name} is no folder.", "Name a folder that is new, or empty.")
    if out.is_dir() and any(out.iterdir()) and not _is_ours(out):
        raise UsageError(
            f"The folder {out.name} holds something else than a publication.",
            "Name a folder that is new, empty, or holds the last publication.",
        )
    start = f".{out.name}.new-"
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        _sweep(out.parent, start)
        work = Path(tempfile.mkdtemp(prefix=start, dir=out.parent))
        (work / "site").mkdir()
        (work / "site").chmod(0o755)
    except OSError as error:
        raise StoreUnreachable(
            f"The folder {out.name} cannot be written: {error.strerror}.", "Name another."
        ) from error
    try:
        with lock.held(work / _LOCK, f"publishing {out.name}"):
            yield work / "site"
        if out.exists():
            shutil.rmtree(old, ignore_errors=True)
            out.rename(old)
        (work / "site").rename(out)
        shutil.rmtree(old, ignore_errors=True)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _is_ours(folder: Path) -> bool:
    try:
        said = json.loads((folder / MARKER).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(said, dict) and said.get("made_by") == "pif-kg"


def _sweep(parent: Path, start: str) -> None:
    """Take away what publications left that were killed."""
    for left in parent.iterdir():
        if left.name.startswith(start) and not left.is_symlink() and left.is_dir():
            try:
                if time.time() - left.stat().st_mtime < _JUST_MADE:
                    continue
                with lock.held(left / _LOCK, "taking away what was left"):
                    shutil.rmtree(left, ignore_errors=True)
            except (StoreBusy, OSError):  # somebody is building there, or may not take it away
                continue
