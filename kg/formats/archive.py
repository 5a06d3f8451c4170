"""Look at a zip of XML parts before anything reads it: how large, how deep, what it declares.

Workbooks and project archives come from strangers. Only :func:`unpack` writes to disk: a zip of a
study folder, below a folder of its own.
"""

from __future__ import annotations

import lzma
import re
import stat
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path

MAX_FILE = 100_000_000
MAX_ENTRIES = 2_000
MAX_ENTRY = 128_000_000
MAX_TOTAL = 256_000_000
MAX_RATIO = 200
_RATIO_FROM = 10_000_000  # Small parts may compress as well as they like.
_CHUNK = 1 << 20

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_DECLARES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an archive is not read. ``rule`` is a stable name; the rest is for people."""

    rule: str
    message: str
    remedy: str


@dataclass(slots=True)
class Checked:
    """What a look at an archive gave; ``seen`` says which of the asked-for patterns occur."""

    problem: Problem | None = None
    seen: set[str] = field(default_factory=set)


def check(path: Path, patterns: dict[str, re.Pattern[bytes]] | None = None) -> Checked:
    """Look at every part of a zip file, and say why it must not be read, if it must not.

    Refuses what is too large, packed beyond reason, names a path outside itself, or declares a
    document type (through which a small file can become a huge one). ``patterns`` are searched
    for in the bytes of every part; a match must not be longer than 64 bytes.
    """
    checked = Checked()
    checked.problem = _refuse_file(path)
    if checked.problem:
        return checked
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            checked.problem = _refuse_sizes(entries) or _refuse_paths(entries)
            for entry in entries if checked.problem is None else ():
                checked.problem = _refuse_content(archive, entry, patterns or {}, checked.seen)
                if checked.problem:
                    break
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError) as error:
        checked.problem = _damaged(path, error)
    except RuntimeError:  # how zipfile says that an entry is encrypted
        checked.problem = _PROTECTED
    return checked


_PROTECTED = Problem(
    "archive-protected",
    "The file is protected with a password.",
    "Open it, take the password away (File, Info, Protect), and save it again.",
)


def _damaged(path: Path, error: Exception) -> Problem:
    return Problem(
        "archive-damaged",
        f"The file cannot be opened: {error}.",
        f"Open {path.name} in the program that made it and save it again as {path.suffix}.",
    )


def _too_large(what: str) -> Problem:
    return Problem(
        "archive-too-large",
        what,
        "Delete empty but formatted rows and pictures, or split the study into several.",
    )


def _refuse_file(path: Path) -> Problem | None:
    with path.open("rb") as file:
        start = file.read(8)
    if start == _OLE:
        return Problem(
            "archive-protected",
            "The file is protected with a password, or is in the format of before 2007.",
            "Open it, take the password away if there is one, and save it as .xlsx.",
        )
    if path.stat().st_size > MAX_FILE:
        return _too_large(f"The file is larger than {MAX_FILE // 1_000_000} MB.")
    if not start:
        return Problem("archive-damaged", "The file is empty.", "Save it again from its program.")
    return None


def _refuse_sizes(entries: list[zipfile.ZipInfo]) -> Problem | None:
    if len(entries) > MAX_ENTRIES:
        return _too_large(f"The file has {len(entries)} parts; {MAX_ENTRIES} is the most read.")
    for entry in entries:
        if entry.file_size > MAX_ENTRY:
            return _too_large(
                f"The part {entry.filename!r} unpacks to {entry.file_size // 1_000_000} MB; "
                f"{MAX_ENTRY // 1_000_000} MB is the most read."
            )
        if entry.file_size > _RATIO_FROM and entry.file_size > MAX_RATIO * entry.compress_size:
            return _too_large(
                f"The part {entry.filename!r} unpacks to more than {MAX_RATIO} times its size."
            )
    total = sum(entry.file_size for entry in entries)
    if total > MAX_TOTAL:
        return _too_large(
            f"The file unpacks to {total // 1_000_000} MB; "
            f"{MAX_TOTAL // 1_000_000} MB is the most read."
        )
    return None


def _points_outside(name: str) -> Problem:
    return Problem(
        "archive-path",
        f"The file has a part named {name!r}, which points outside of it.",
        "Do not open this file elsewhere either; ask its sender for a new one.",
    )


def _refuse_paths(entries: list[zipfile.ZipInfo]) -> Problem | None:
    names = [entry.filename for entry in entries]
    for name in names:
        if name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) or ":" in name[:3]:
            return _points_outside(name)
    if len(set(names)) < len(names):
        return Problem(
            "archive-path",
            "The file has two parts of the same name.",
            "Open it in the program that made it and save it again.",
        )
    return None


def _refuse_content(
    archive: zipfile.ZipFile,
    entry: zipfile.ZipInfo,
    patterns: dict[str, re.Pattern[bytes]],
    seen: set[str],
) -> Problem | None:
    # Every part is looked at, whatever its name: the parts that a reader treats as XML are named
    # by another part of the same archive. Of the encodings that the XML parser guesses, only
    # those with NUL bytes could hide the ASCII we look for.
    tail = b""
    xml = False
    with archive.open(entry) as part:
        while chunk := part.read(_CHUNK):
            window = tail + chunk
            if not tail:
                start = window[:64].lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")
                xml = start.startswith((b"<", b"\0<"))
            if xml and b"\0" in chunk:
                return Problem(
                    "archive-encoding",
                    f"The part {entry.filename!r} is not in UTF-8.",
                    "Open the file in the program that made it and save it again.",
                )
            if _DECLARES.search(window):
                return Problem(
                    "archive-doctype",
                    f"The part {entry.filename!r} declares a document type, which is not read.",
                    "Open the file in the program that made it and save it again; "
                    "delete pictures in SVG format.",
                )
            seen.update(name for name, pattern in patterns.items() if pattern.search(window))
            tail = window[-64:]
    return None


def unpack(path: Path, into: Path, *, most_files: int, most: int) -> Problem | None:
    """Write the files of a zip below a new folder; or say why not.

    Nothing is written outside of it, no link is made, and at most ``most`` bytes are written,
    whatever the zip says of its sizes. What was written before a problem was met stays there.
    """
    if problem := _refuse_file(path):
        return problem
    into.mkdir()
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            if len(entries) > most_files:
                return _too_large(
                    f"The zip has {len(entries):,} files; {most_files:,} is the most."
                )
            if problem := _refuse_sizes(entries) or _refuse_paths(entries):
                return problem
            left = most
            for entry in entries:
                kind = stat.S_IFMT(entry.external_attr >> 16)
                if not entry.filename or kind not in (0, stat.S_IFREG, stat.S_IFDIR):
                    return _points_outside(entry.filename)
                if entry.is_dir():
                    (into / entry.filename).mkdir(parents=True, exist_ok=True)
                    continue
                left = _write(archive, entry, into / entry.filename, left)
                if left < 0:
                    return _too_large(f"The zip unpacks to more than {most >> 20} MiB.")
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError) as error:
        return _damaged(path, error)
    except (OSError, ValueError):  # a name no file can have, or a file where a folder should be
        return Problem(
            "archive-path", "The zip has names that files cannot have.",
            "Zip the folder of the study itself, with the names that study files have.",
        )  # fmt: skip
    except RuntimeError:
        return _PROTECTED
    return None


def _write(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, path: Path, left: int) -> int:
    """Write one file and return how many bytes may still be written; below 0 when too many."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(entry) as part, path.open("xb") as file:
        while left >= 0 and (chunk := part.read(_CHUNK)):
            left -= len(chunk)
            if left >= 0:
                file.write(chunk)
    return left
