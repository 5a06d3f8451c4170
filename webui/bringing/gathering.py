"""What a form brought, as one file: a folder is zipped, all else stays as it is."""

from __future__ import annotations

import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO

from werkzeug.datastructures import FileStorage

from kg.errors import LimitReached, UsageError
from kg.formats.folder import DOCUMENTS, SETTINGS
from kg.formats.tables import TABLES
from kg.vetting import SUFFIXES

_IN_MEMORY = 4 << 20
_SHOWN = 60
_DRIVE = re.compile(r"[A-Za-z]:")
_STUDY_FILES = frozenset({SETTINGS, *(table.file for table in TABLES)})


class UnknownType(UsageError):
    """What was brought is of no kind that is read."""

    status = 415


@dataclass(frozen=True, slots=True)
class Brought:
    """One file to check: its bytes, the ending of its kind, and the name it goes by."""

    stream: IO[bytes]
    suffix: str
    name: str


@dataclass(frozen=True, slots=True)
class _File:
    path: PurePosixPath
    sent: FileStorage


def gather(sent: Iterable[FileStorage], most: int) -> Brought:
    """Return what was chosen in a form as one file; at most ``most`` files.

    Raises:
        UsageError: Nothing was chosen, or names cannot be those of a study's files.
        LimitReached: There are too many.
    """
    chosen = [_File(_path(each.filename or ""), each) for each in sent if each.filename]
    if not chosen:
        raise UsageError("Nothing was chosen.", "Choose a folder, or one or more files.")
    if len(chosen) == 1:
        [only] = chosen
        suffix = next((s for s in SUFFIXES if only.path.name.lower().endswith(s)), None)
        if suffix is not None:
            return Brought(only.sent.stream, suffix, only.path.name[: -len(suffix)])
        _refuse_other_kinds(only.path)
    files = [each for each in chosen if not any(p.startswith((".", "__")) for p in each.path.parts)]
    if not files:
        raise UsageError("The folder is empty.", "Choose the folder with study.yaml in it.")
    if len(files) > most:
        raise LimitReached(
            f"More than {most:,} files were chosen; that is the most that is checked here.",
            "Choose the folder of the study alone, or zip what belongs to it.",
        )
    return _zipped(files)


def _path(name: str) -> PurePosixPath:
    """Return where a file stands in its folder, as browsers and programs say it.

    Raises:
        UsageError: It leads out of the folder, or is no name.
    """
    path = PurePosixPath(name.replace("\\", "/"))
    if _DRIVE.match(name):  # the whole path of one file, as old browsers send it
        path = PurePosixPath(path.name)
    if path.is_absolute() or ".." in path.parts or not path.name or not name.isprintable():
        raise UsageError(
            f"A file is called {name[:_SHOWN]!a}, which is no name within a folder.",
            "Choose the folder of the study itself.",
        )
    return path


def _refuse_other_kinds(path: PurePosixPath) -> None:
    if path.name not in _STUDY_FILES:
        raise UnknownType(
            f"{path.name[:_SHOWN]} is of no kind that can be read.",
            f"Choose a study folder, or one of {', '.join(SUFFIXES)}.",
        )


def _zipped(files: list[_File]) -> Brought:
    """Put files into one zip, without the folder that all of them lie in."""
    tops = {each.path.parts[0] if len(each.path.parts) > 1 else "" for each in files}
    top = tops.pop() if len(tops) == 1 else ""
    flat = not top and all(len(each.path.parts) == 1 for each in files)
    names: dict[str, FileStorage] = {}
    for each in files:
        path = PurePosixPath(*each.path.parts[1:]) if top else each.path
        if flat and path.suffix.lower() == ".txt":
            path = DOCUMENTS / path  # chosen one by one, texts come without their folder
        name = path.as_posix()
        if name in names:
            raise UsageError(
                f"Two files are called {name[:_SHOWN]}.",
                "Choose the files of one study only, each once.",
            )
        names[name] = each.sent
    stream = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - handed on
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name, sent in names.items():
            with archive.open(zipfile.ZipInfo(name), "w") as part:
                shutil.copyfileobj(sent.stream, part)
    stream.seek(0)
    return Brought(stream, ".zip", top or "study")
