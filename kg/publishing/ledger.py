"""What a folder of public studies was made from: one line for each study, the last one counts.

Lines are only ever added, under the lock of the folder, after the study itself was written; so a
line says no more than is there, and a line that is missing or torn has its study made again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from kg.errors import StoreDamaged, StoreUnreachable

NAME = "projection"
_MARK = b"pif-kg projection 1\n"


@dataclass(frozen=True, slots=True)
class Entry:
    """How a study stands. ``of`` is the digest of the original, ``held`` that of its public part.

    ``study`` is a digest of its id, for not even that may be public of every study. ``held`` is
    empty where nothing of it is public. ``until`` is when an embargo ends. ``failed`` names what
    went wrong; then nothing of it is public.
    """

    study: str
    of: str
    gate: int
    held: str
    made: str
    until: str = ""
    failed: str = ""

    def moment(self, name: str) -> datetime | None:
        """Return one of its moments."""
        written = getattr(self, name)
        return datetime.fromisoformat(written) if written else None


class Ledger:
    """The entries of one folder."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME
        self._seen: tuple[int, int, int] | None = None
        self._entries: dict[str, Entry] = {}
        self._lines = 0

    def exists(self) -> bool:
        """Say whether the folder is one of public studies."""
        return self.path.exists()

    def entries(self) -> dict[str, Entry]:
        """Return the entries by study, read again if the file has changed."""
        try:
            with self.path.open("rb") as file:
                stat = os.fstat(file.fileno())
                seen = (stat.st_ino, stat.st_size, stat.st_mtime_ns)
                if seen != self._seen:
                    self._read(file.read(stat.st_size))
                    self._seen = seen
        except FileNotFoundError:
            self._seen, self._entries, self._lines = None, {}, 0
        return self._entries

    def _read(self, content: bytes) -> None:
        if not content.startswith(_MARK):
            raise StoreDamaged(
                f"{self.path} does not hold what was written into it.",
                "Delete the folder it lies in; it is made anew.",
            )
        entries: dict[str, Entry] = {}
        lines = content[len(_MARK) :].splitlines()
        for line in lines:
            entry = _entry(line)
            if entry is not None:
                entries[entry.study] = entry
        self._entries, self._lines = entries, len(lines)

    def create(self) -> None:
        """Mark the folder as one of public studies."""
        if not self.exists():
            self._write([])

    def add(self, entry: Entry) -> None:
        """Write down how a study stands."""
        with _told(self.path), self.path.open("ab") as file:
            # A line that was torn when its writer was killed ends here.
            file.write(b"\n" + _line(entry))

    def tidy(self, studies: set[str]) -> None:
        """Forget studies that are no more, and what no longer counts; ``studies`` are digests."""
        kept = [entry for id, entry in self.entries().items() if id in studies]
        if self._lines > 2 * len(kept) + 100 or len(kept) < len(self._entries):
            self._write(kept)

    def _write(self, entries: list[Entry]) -> None:
        new = self.path.with_name(f".{NAME}.{os.getpid()}.tmp")
        with _told(self.path):
            new.write_bytes(_MARK + b"".join(map(_line, entries)))
            new.replace(self.path)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreUnreachable(
            f"{path} cannot be written: {error.strerror or error}.",
            "Check the folder, who may use it, and whether there is space.",
        ) from error


def key_of(study: str) -> str:
    """Return what stands for a study's id.

    >>> key_of("krishna2024")
    'cfb26df3a20362c02aa896b63eb1d362'
    """
    return sha256(study.encode()).hexdigest()[:32]


def _line(entry: Entry) -> bytes:
    return json.dumps(asdict(entry)).encode() + b"\n"


def _entry(line: bytes) -> Entry | None:
    try:
        entry = Entry(**json.loads(line))
        entry.moment("made"), entry.moment("until")
    except (ValueError, TypeError):
        return None
    return entry
