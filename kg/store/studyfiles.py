"""The durable truth: a folder with one packed document per study.

::

    pif-data/
        format               the version of this layout, and the base IRI of what is in it
        lock                 held by whoever writes
        studies/<id>.nq.gz   one study, whole

A study is replaced by writing a new file beside the old one and renaming it over; it is removed
by unlinking; all are replaced by renaming the folder. So a process may be killed at any moment,
and a reader needs no lock.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import time
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import IO

from kg.errors import StoreDamaged, StoreError, StoreUnreachable, UnknownThing, UsageError
from kg.namespaces import BASE
from kg.store import document
from kg.store.base import StoredStudy
from kg.store.document import Document, Packed

VERSION = 1
_SUFFIX = ".nq.gz"
_LONGEST_NAME = 180
_FORMAT = re.compile(r"pif-kg store (\d+)\nbase (\S+)\n")
_NOT_OURS_BUT_HARMLESS = {"lost+found"}
_ATTEMPTS = 20
_SETTLED = 2_000_000_000  # nanoseconds after which a folder's time is sure to tell a change

Signature = tuple[int, int, int]


def file_name(study: str) -> str:
    """Return the name of a study's file: any id is safe, and upper and lower case are told apart.

    >>> file_name("Krishna 2024")
    '%4brishna%202024.nq.gz'
    """
    plain = b"abcdefghijklmnopqrstuvwxyz0123456789-_."
    name = "".join(chr(b) if b in plain else f"%{b:02x}" for b in study.encode())
    if name.startswith("."):
        name = f"%2e{name[1:]}"
    if len(name) > _LONGEST_NAME:
        name = f"{name[:_LONGEST_NAME]}~{sha256(study.encode()).hexdigest()}"
    return name + _SUFFIX


class StudyFiles:
    """The studies in one folder. Writing methods are for whoever holds the folder's lock."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._known: dict[str, tuple[Signature, StoredStudy]] = {}
        self._unchanged: tuple[tuple[int, int], list[StoredStudy]] | None = None

    @property
    def lock(self) -> Path:
        """The lock file."""
        return self.folder / "lock"

    def exists(self) -> bool:
        """Say whether a store is in the folder; False where nothing is yet.

        Raises:
            UsageError: The folder holds something else, or is a file.
            StoreError: The store was made by a newer version, or with another base IRI.
            StoreUnreachable: The folder cannot be read.
        """
        with self._told("read"):
            if not self.folder.exists():
                return False
            if not self.folder.is_dir():
                raise UsageError(f"{self.folder} is a file.", "Name a folder to keep the graph in.")
            try:
                said = (self.folder / "format").read_text(encoding="utf-8", errors="replace")
            except FileNotFoundError:
                self._refuse_foreign()
                return False
        match = _FORMAT.fullmatch(said)
        if not match:
            raise UsageError(
                f"{self.folder / 'format'} is not the mark of a store of pif-kg.",
                "Name another folder with --store, or an empty one.",
            )
        if int(match[1]) > VERSION:
            raise StoreError(
                f"{self.folder} was written by a newer version of pif-kg (format {match[1]}; "
                f"this version reads up to {VERSION}).",
                "Use that version, or load the studies into another folder.",
            )
        if match[2] != BASE:
            raise StoreError(
                f"The studies in {self.folder} have addresses that begin with {match[2]}, "
                f"and PIF_BASE_IRI is now {BASE}.",
                f"Set PIF_BASE_IRI={match[2]}, or load the studies into another folder.",
            )
        return True

    def create(self) -> None:
        """Make the folder, if it is not there, and mark it."""
        if not self.exists():
            with self._told("written"):
                self.folder.mkdir(parents=True, exist_ok=True)
                mark = f"pif-kg store {VERSION}\nbase {BASE}\n"
                _write(self.folder / "format", mark.encode())

    def tidy(self) -> None:
        """Finish or undo what a killed writer left."""
        live, new, old = (self.folder / n for n in ("studies", "studies.new", "studies.old"))
        with self._told("written"):
            if not live.exists() and new.exists():
                new.rename(live)
            elif not live.exists() and old.exists():
                old.rename(live)
            live.mkdir(exist_ok=True)
            for left in (new, old):
                if left.exists():
                    shutil.rmtree(left)
            for place in (self.folder, live):
                for leftover in place.glob(".*.tmp"):
                    leftover.unlink()
            _sync(self.folder)

    def studies(self) -> list[StoredStudy]:
        """Return the studies, sorted by id.

        Raises:
            StoreDamaged: The beginning of a file is not what was written.
        """
        stamp = self._stamp()
        if stamp is not None and self._unchanged is not None and self._unchanged[0] == stamp:
            return list(self._unchanged[1])
        if not self.exists():
            return []
        found: list[StoredStudy] = []
        for _ in range(_ATTEMPTS):
            place = self._place()
            try:
                with self._told("read"):
                    before = place.stat().st_mtime_ns
                    found = list(self._scan(place))
                    if place.stat().st_mtime_ns == before:
                        break
            except FileNotFoundError:  # replaced while we looked
                found = []
        found.sort(key=lambda study: study.id)
        settled = stamp is not None and time.time_ns() - stamp[1] > _SETTLED
        self._unchanged = (stamp, found) if stamp and settled and stamp == self._stamp() else None
        return list(found)

    def _stamp(self) -> tuple[int, int] | None:
        """Return what changes whenever a study does; None where that cannot be told.

        Studies are renamed into their folder and unlinked from it, which sets its time, or the
        folder as a whole is exchanged. A page asks a few dozen questions: to list hundreds of
        files before each would cost more than the answers.
        """
        try:
            found = (self.folder / "studies").stat()
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns

    def read(self, study: str) -> Document:
        """Read a study in full, verified.

        Raises:
            UnknownThing: No such study.
            StoreDamaged: The file is not what was written.
        """
        name = file_name(study)
        if self.exists():
            for _ in range(3):  # the folder may be swapped just now
                path = self._place() / name
                try:
                    with self._told("read"), path.open("rb") as file:
                        found = document.unpack(file, str(path))
                except FileNotFoundError:
                    continue
                if found.study != study:
                    raise _misplaced(path, found.study)
                return found
        raise UnknownThing(
            f"There is no study {study} in {self.folder}.", "`pif studies` lists them."
        )

    def replace(self, new: Document | Packed) -> bool:
        """Put a study in place of what was there; False if it was the same."""
        path = self.folder / "studies" / file_name(new.study)
        try:
            if self.read(new.study).digest == new.digest:
                return False
        except (UnknownThing, StoreDamaged):
            pass
        with self._told("written"):
            _write(path, new.packed())
        return True

    def remove(self, study: str) -> None:
        """Take a study out, damaged or not.

        Raises:
            UnknownThing: No such study.
        """
        with self._told("written"):
            try:
                (self.folder / "studies" / file_name(study)).unlink()
            except FileNotFoundError:
                raise UnknownThing(
                    f"There is no study {study} in {self.folder}.", "`pif studies` lists them."
                ) from None
            _sync(self.folder / "studies")

    def exchange(self, put: Iterable[Document | Packed], gone: Collection[str]) -> None:
        """Put these studies in place of what was there and take others out, in one step."""
        put = list(put)
        changed = {file_name(study) for study in (*gone, *(each.study for each in put))}
        kept = [
            file
            for file in (self.folder / "studies").iterdir()
            if not file.name.startswith(".") and file.name not in changed
        ]
        self.swap(put, kept)

    def swap(self, documents: Iterable[Document | Packed], kept: Iterable[Path] = ()) -> int:
        """Put these studies in place of all, in one step; if reading them fails, in none.

        The files ``kept`` stay as they are; they are not counted.
        """
        live, new, old = (self.folder / n for n in ("studies", "studies.new", "studies.old"))
        with self._told("written"):
            new.mkdir()
            try:
                for file in kept:
                    _keep(file, new / file.name)
                count = 0
                for each in documents:
                    _write(new / file_name(each.study), each.packed(), sync_folder=False)
                    count += 1
                _sync(new)
            except BaseException:
                shutil.rmtree(new)
                raise
            live.rename(old)
            new.rename(live)  # killed before this, a reader finds `new`, which is whole
            _sync(self.folder)
            shutil.rmtree(old)
        return count

    def _place(self) -> Path:
        # Without `studies` a restore was interrupted between its two renames: `new` is whole.
        for name in ("studies", "studies.new", "studies.old"):
            if (self.folder / name).is_dir():
                return self.folder / name
        return self.folder / "studies"

    def _scan(self, place: Path) -> Iterator[StoredStudy]:
        known = {}
        with os.scandir(place) as entries:
            for entry in entries:
                if entry.name.startswith(".") or not entry.name.endswith(_SUFFIX):
                    continue
                stat = entry.stat()
                signature = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
                held = self._known.get(entry.name)
                if held is None or held[0] != signature:
                    with Path(entry.path).open("rb") as file:
                        study, _ = document.header(file, entry.path)
                    if file_name(study.id) != entry.name:
                        raise _misplaced(Path(entry.path), study.id)
                    held = (signature, study)
                known[entry.name] = held
                yield held[1]
        self._known = known

    def _refuse_foreign(self) -> None:
        for entry in self.folder.iterdir():
            if not entry.name.startswith(".") and entry.name not in _NOT_OURS_BUT_HARMLESS:
                raise UsageError(
                    f"{self.folder} holds other files ({entry.name}) and no store of pif-kg.",
                    "Name another folder with --store, or an empty one.",
                )

    @contextmanager
    def _told(self, what: str) -> Iterator[None]:
        """Turn what the operating system refuses into words; a file that is gone passes through."""
        try:
            yield
        except FileNotFoundError:
            raise
        except OSError as error:
            hint = {
                errno.ENOSPC: "Free some space and try again.",
                errno.EDQUOT: "Free some space and try again.",
                errno.EROFS: "It can still be read; to write, name another folder with --store.",
            }.get(error.errno or 0, "Check the folder and who may use it.")
            raise StoreUnreachable(
                f"The store in {self.folder} cannot be {what}: {error.strerror or error}.", hint
            ) from error


def _misplaced(path: Path, study: str) -> StoreDamaged:
    return StoreDamaged(
        f"{path} holds the study {study}, which belongs in {file_name(study)}.",
        "Rename or delete it.",
    )


def _write(path: Path, content: bytes, *, sync_folder: bool = True) -> None:
    """Write a file beside its place and rename it over, so that it is there whole or not at all."""
    temporary = path.with_name(f".{path.name[:200]}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as file:
            _written(file, content)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    if sync_folder:
        _sync(path.parent)


def _written(file: IO[bytes], content: bytes) -> None:
    file.write(content)
    file.flush()
    os.fsync(file.fileno())


def _keep(file: Path, place: Path) -> None:
    """Have a file in another folder too: the same file where that can be, else a copy."""
    try:
        place.hardlink_to(file)
    except OSError:  # this file system has no links
        _write(place, file.read_bytes(), sync_folder=False)


def _sync(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
