"""Find the parts of a .qdpx without unpacking it: nothing is written and no path is followed."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import IO
from urllib.parse import unquote

from kg.findings import Place
from kg.formats.archive import MAX_RATIO
from kg.formats.reporting import Report, shown

MAX_ENTRIES = 50_000
MAX_MARKUP = 256_000_000
MAX_TEXT = 32_000_000
"""The most bytes of one text that are read."""
MAX_TEXTS = 128_000_000
"""The most bytes of all texts of one project."""
_RATIO_FROM = 10_000_000
_BROKEN = (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, ValueError)


class Container:
    """The zip of a project: its one file of markup, and the texts of its sources."""

    def __init__(self, archive: zipfile.ZipFile, name: str, report: Report) -> None:
        self._archive = archive
        self._place = Place(name)
        self._report = report
        self._left = MAX_TEXTS
        self._entries: dict[str, list[zipfile.ZipInfo]] = {}
        for entry in archive.infolist():
            if not entry.is_dir():
                name = PurePosixPath(entry.filename.replace("\\", "/")).name
                self._entries.setdefault(name.casefold(), []).append(entry)

    @classmethod
    def open(cls, path: Path, report: Report) -> Container | None:
        """Open a project, or report why it must not or cannot be read."""
        place = Place(path.name)
        try:
            archive = zipfile.ZipFile(path)
        except _BROKEN as error:
            report.violation(
                "archive-damaged", place, f"The file cannot be opened: {error}.",
                "Export the project again from the program that made it, as .qdpx.",
            )  # fmt: skip
            return None
        entries = archive.infolist()
        if wrong := _wrong_with(entries):
            archive.close()
            report.violation(wrong[0], place, wrong[1], wrong[2])
            return None
        container = cls(archive, path.name, report)
        container._say_twins(entries)
        return container

    def close(self) -> None:
        """Close the file."""
        self._archive.close()

    def _say_twins(self, entries: list[zipfile.ZipInfo]) -> None:
        seen: set[str] = set()
        for entry in entries:
            if entry.filename in seen:
                self._report.warning(
                    "archive-twins", self._place,
                    f"The file has two parts named {shown(entry.filename)}; the later one is read.",
                    "Export the project again from the program that made it.",
                )  # fmt: skip
            seen.add(entry.filename)

    def markup(self) -> tuple[IO[bytes], str] | None:
        """Open the project's markup, whatever it is called, and name it; or report why not."""
        found = [e for same in self._entries.values() for e in same if _is_markup(e)]
        names = {e.filename for e in found}
        if not found:
            self._report.violation(
                "project-missing", self._place, "The file holds no project.qde.",
                "Export the project again as REFI-QDA project (.qdpx).",
            )  # fmt: skip
            return None
        if len(names) > 1:
            self._report.warning(
                "project-several", self._place,
                f"The file holds {len(names)} files of markup; one project is read.",
                "Export each project into a file of its own.",
            )  # fmt: skip
        found.sort(key=lambda e: (e.filename.casefold() != "project.qde", e.filename.count("/")))
        best = [e for e in found if e.filename == found[0].filename][-1]
        if best.file_size > MAX_MARKUP or _too_dense(best):
            self._report.violation(
                "archive-too-large", Place(best.filename),
                f"The markup unpacks to {best.file_size // 1_000_000} MB, or to more than"
                f" {MAX_RATIO} times its size; {MAX_MARKUP // 1_000_000} MB is the most read.",
                "Split the project into several.",
            )  # fmt: skip
            return None
        try:
            return self._archive.open(best), PurePosixPath(best.filename).name
        except (*_BROKEN, RuntimeError) as error:
            self._report.violation(
                "archive-damaged", self._place, f"The markup cannot be unpacked: {error}.",
                "Export the project again from the program that made it.",
            )  # fmt: skip
            return None

    def has(self, reference: str) -> bool:
        """Say whether a reference names a part of this zip."""
        return bool(self._named(reference))

    def _named(self, reference: str) -> list[zipfile.ZipInfo]:
        scheme, _, rest = reference.rpartition("://")
        if scheme.casefold() == "absolute":
            return []
        name = PurePosixPath((rest or reference).replace("\\", "/")).name
        entries = self._entries.get(name.casefold()) or self._entries.get(unquote(name).casefold())
        return [e for e in entries or [] if PurePosixPath(e.filename).name == name] or entries or []

    def find(self, reference: str, place: Place, what: str) -> bytes | None:
        """Return the bytes that a reference names, when they lie in this zip; or report it.

        ``internal://`` and bare names are looked up by the name of the file, whatever the folder
        and the case. What lies elsewhere on a disk is never looked at.
        """
        if entries := self._named(reference):
            return self._read(entries[-1], place, what)
        scheme = reference.partition("://")[0].casefold()
        why = {
            "absolute": "lies on the disk of another machine",
            "relative": "is named as a file beside it",
        }.get(scheme, "is not in it")
        self._missing(place, what, why, reference)
        return None

    def _missing(self, place: Place, what: str, why: str, reference: str) -> None:
        kind = PurePosixPath(reference).suffix[:8]
        self._report.warning(
            "source-missing", place, f"The {kind.lstrip('.') or 'text'} file of {what} {why}.",
            "Export the project with its sources, as .qdpx, when its words are wanted.",
        )  # fmt: skip

    def _read(self, entry: zipfile.ZipInfo, place: Place, what: str) -> bytes | None:
        most = min(MAX_TEXT, self._left)
        if entry.file_size > most or _too_dense(entry):
            self._report.warning(
                "source-too-large", place,
                f"The text of {what} unpacks to {entry.file_size // 1_000_000} MB; of one text"
                f" {MAX_TEXT // 1_000_000} MB are read, of all {MAX_TEXTS // 1_000_000} MB.",
                "Split the project into several.",
            )  # fmt: skip
            return None
        try:
            with self._archive.open(entry) as part:
                data = part.read(most + 1)
        except (*_BROKEN, RuntimeError) as error:
            self._report.warning(
                "source-damaged", place, f"The text of {what} cannot be unpacked: {error}.",
                "Export the project again from the program that made it.",
            )  # fmt: skip
            return None
        self._left -= len(data)
        return data if len(data) <= most else None


def _is_markup(entry: zipfile.ZipInfo) -> bool:
    name = entry.filename.casefold()
    return name.endswith(".qde") and not name.startswith("__macosx/")


def _too_dense(entry: zipfile.ZipInfo) -> bool:
    return entry.file_size > _RATIO_FROM and entry.file_size > MAX_RATIO * entry.compress_size


def _wrong_with(entries: list[zipfile.ZipInfo]) -> tuple[str, str, str] | None:
    if len(entries) > MAX_ENTRIES:
        return (
            "archive-too-large",
            f"The file has {len(entries):,} parts; {MAX_ENTRIES:,} is the most read.",
            "Split the project into several.",
        )
    for entry in entries:
        name = entry.filename
        if name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/"):
            return (
                "archive-path",
                f"The file has a part named {shown(name)}, which points outside of it.",
                "Do not open this file elsewhere either; ask its sender for a new one.",
            )
        if entry.flag_bits & 1:
            return (
                "archive-protected",
                "The file is protected with a password.",
                "Export the project without one.",
            )
        if _too_dense(entry):
            return (
                "archive-bomb",
                f"The file has a part named {shown(name)} that unpacks to"
                f" {entry.file_size // 1_000_000} MB, more than {MAX_RATIO} times its size.",
                "Do not open this file elsewhere either; ask its sender for a new one.",
            )
    return None
