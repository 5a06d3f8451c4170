"""What was checked, kept for a while: in a private folder, under a name that nobody can guess.

Each check is a folder of its own, which comes into being whole and goes whole, so that several
processes may use one place. Its name is a digest of the id that its owner was given: whoever
sees the place does not learn an id. It goes when it is loaded, after a quarter of an hour, when
there is no more room, and with the server.
"""

from __future__ import annotations

import json
import secrets
import shutil
import tempfile
import threading
import time
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

from flask import current_app

from kg.errors import UnknownThing
from webui.state import site

LASTS = 15 * 60
"""Seconds that a check is kept."""
MOST = 64
MOST_BYTES = 256 << 20
_LONGEST_ID = 64
_KEY = "pif-brought"
_PLACE = "brought"
_EVERY = 30.0
_SENT, _SAID, _FINDINGS = "sent", "check.json", "findings.jsonl"


@dataclass(frozen=True, slots=True)
class Check:
    """One check that is kept. ``said`` is what was found, but for the findings, a line each."""

    id: str
    folder: Path
    until: float
    said: dict[str, Any]

    @property
    def minutes(self) -> int:
        """For how long it is kept still."""
        return max(1, round((self.until - time.time()) / 60))

    @property
    def sent(self) -> Path | None:
        """What was sent; None where it was not kept."""
        found = self.folder / f"{_SENT}{self.said['suffix']}"
        return found if found.exists() else None

    def findings(self, start: int = 0, most: int | None = None) -> list[dict[str, Any]]:
        """Return some findings, or all from a place on.

        Raises:
            UnknownThing: The check has just gone.
        """
        try:
            lines = (self.folder / _FINDINGS).read_bytes().splitlines()
        except OSError:
            raise gone() from None
        end = len(lines) if most is None else start + most
        return [json.loads(line) for line in lines[start:end]]


class Holding:
    """The checks that are kept in a folder; several processes may use it."""

    def __init__(
        self, folder: Path, *, lasts: float = LASTS, most: int = MOST, most_bytes: int = MOST_BYTES
    ) -> None:
        self.folder = folder
        self._lasts = lasts
        self._most = most
        self._most_bytes = most_bytes

    def keep(
        self,
        said: dict[str, Any],
        findings: Sequence[dict[str, Any]],
        sent: IO[bytes] | None = None,
    ) -> Check:
        """Keep a check, and what was sent where that is given; the oldest make room."""
        id = secrets.token_urlsafe(24)
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        making = Path(tempfile.mkdtemp(prefix=".new-", dir=self.folder))
        try:
            until = time.time() + self._lasts
            (making / _SAID).write_text(json.dumps({"until": until, **said}), encoding="utf-8")
            lines = (json.dumps(finding) + "\n" for finding in findings)
            with (making / _FINDINGS).open("w", encoding="utf-8") as file:
                file.writelines(lines)
            if sent is not None:
                with (making / f"{_SENT}{said['suffix']}").open("wb") as file:
                    shutil.copyfileobj(sent, file)
            making.rename(self.folder / _name(id))
        except BaseException:
            shutil.rmtree(making, ignore_errors=True)
            raise
        self.tidy()
        return self.get(id)

    def get(self, id: str) -> Check:
        """Return a check by its id.

        Raises:
            UnknownThing: It is not kept, or no longer.
        """
        folder = self.folder / _name(id)
        try:
            said = json.loads((folder / _SAID).read_bytes())
        except (OSError, ValueError):
            raise gone() from None
        if said["until"] < time.time() or len(id) > _LONGEST_ID:
            _remove(folder)
            raise gone()
        return Check(id, folder, said.pop("until"), said)

    def forget(self, id: str) -> None:
        """Delete a check, if it is kept."""
        _remove(self.folder / _name(id))

    def tidy(self) -> None:
        """Delete what has been kept long enough, and the oldest where there is too much."""
        kept: list[tuple[float, int, Path]] = []
        now = time.time()
        for folder in self._folders():
            with suppress(OSError):
                sizes = [entry.stat().st_size for entry in folder.iterdir()]
                began = folder.stat().st_mtime
                if now - began > self._lasts:
                    _remove(folder)
                elif not folder.name.startswith("."):  # what is being made, or loaded
                    kept.append((began, sum(sizes), folder))
        kept.sort(reverse=True)
        size = 0
        for number, (_, bytes_, folder) in enumerate(kept):
            size += bytes_
            # The newest stays however large it is: it was bounded when it was read.
            if number and (number >= self._most or size > self._most_bytes):
                _remove(folder)

    @contextmanager
    def room(self) -> Iterator[Path]:
        """Give a folder to work in, which goes with the work."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".load-", dir=self.folder) as folder:
            yield Path(folder)

    def _folders(self) -> list[Path]:
        try:
            return [entry for entry in self.folder.iterdir() if entry.is_dir()]
        except FileNotFoundError:
            return []


def holding() -> Holding:
    """Return where the application that is answering keeps its checks."""
    kept: Holding | None = current_app.extensions.get(_KEY)
    if kept is None:
        folder = site().folder
        if folder is None:
            folder = Path(tempfile.mkdtemp(prefix="pif-brought-"))
            weakref.finalize(current_app._get_current_object(), shutil.rmtree, folder, True)  # type: ignore[attr-defined]
        kept = current_app.extensions.setdefault(_KEY, Holding(folder / _PLACE))
    return kept


def watch(folder: Path) -> None:
    """Delete what was kept long enough, for as long as this process lives: also if nobody comes."""
    held = Holding(folder / _PLACE)

    def sweep() -> None:
        while True:
            time.sleep(_EVERY)
            with suppress(OSError):
                held.tidy()

    threading.Thread(target=sweep, name="brought", daemon=True).start()


def gone() -> UnknownThing:
    """Return the error that says a check is not kept."""
    return UnknownThing(
        "This check is not kept any more, or never was.",
        "Choose the study again: a check is kept for a quarter of an hour.",
    )


def _name(id: str) -> str:
    return sha256(id.encode("utf-8", "surrogatepass")).hexdigest()[:40]


def _remove(folder: Path) -> None:
    """Take a folder away at once, and then what is in it."""
    leaving = folder.with_name(f".gone-{secrets.token_hex(8)}")
    with suppress(OSError):
        folder.rename(leaving)
        shutil.rmtree(leaving, ignore_errors=True)
