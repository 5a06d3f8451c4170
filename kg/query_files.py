"""The files of saved queries: those that come with pif-kg, and the folders that PIF_QUERIES names.

A file is read when its query is wanted, and again when it has changed, so that a server sees what
was saved a moment ago.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from importlib.resources.abc import Traversable
from pathlib import Path

from kg import resources
from kg.errors import UnknownQuery, UsageError
from kg.query_headers import NamedQuery, parse_query

MOST_FILES = 2_000
"""How many files of the user's own are looked at."""
LARGEST = 1 << 20
"""Bytes of the largest file that is read."""

_Stamp = tuple[int, int, int]
_own: dict[Path, tuple[_Stamp, NamedQuery]] = {}


class Library:
    """The saved queries there are at one moment."""

    def __init__(self, folders: str) -> None:
        self._shipped = _shipped()
        self._own: dict[str, Path] = {}
        self._refused: dict[str, UsageError] = {}
        for path in _files(folders):
            name = path.stem
            if name in self._shipped or name in self._own:
                owner = self._own.get(name, "one that comes with pif-kg")
                self._refused[name] = UsageError(
                    f"{path} has the name of another saved query, {owner}.",
                    "Rename the file: the name of a query says which one is meant.",
                )
            else:
                self._own[name] = path

    @property
    def names(self) -> list[str]:
        """The names of all queries, sorted; also of those that cannot be read."""
        return sorted({*self._shipped, *self._own})

    def query(self, name: str) -> NamedQuery:
        """Read a query.

        Raises:
            UnknownQuery: No query has that name; the hint gives the nearest.
            UsageError: The query is the user's own and cannot be read, or two have the name.
        """
        if name in self._refused:
            raise self._refused[name]
        if name in self._shipped:
            return _read_shipped(name)
        if name in self._own:
            return _read_own(name, self._own[name])
        near = get_close_matches(name, self.names, n=1)
        hint = f"Did you mean {near[0]}? " if near else ""
        raise UnknownQuery(
            f"There is no query called {name[:80]!r}.", f"{hint}`pif queries` lists them."
        )

    def readable(self) -> tuple[list[NamedQuery], dict[str, UsageError]]:
        """Return the queries that can be read, by name, and what is wrong with the others."""
        found, wrong = [], {}
        for name in self.names:
            try:
                found.append(self.query(name))
            except UsageError as error:
                wrong[name] = error
        return found, wrong


def library() -> Library:
    """Return the saved queries as the files are now.

    Raises:
        UsageError: ``PIF_QUERIES`` names what is no folder, or folders with too many files.
    """
    return Library(os.environ.get("PIF_QUERIES", ""))


@cache
def _shipped() -> Mapping[str, Traversable]:
    places = resources.files_in(resources.folder("queries"), ".rq")
    return {place.name.removesuffix(".rq"): place for place in places}


@cache
def _read_shipped(name: str) -> NamedQuery:
    place = _shipped()[name]
    # The base IRI stands for another only in what pif-kg ships, not in the user's own text.
    return parse_query(resources.read(place), name, place=str(place), saved=True)


def _files(folders: str) -> Iterator[Path]:
    count = 0
    home = str(resources.folder("queries"))
    for folder in filter(None, folders.split(os.pathsep)):
        if not Path(folder).is_dir():
            raise UsageError(f"PIF_QUERIES names {folder}, which is not a folder.")
        for path in sorted(Path(folder).rglob("*.rq")):
            count += 1
            if count > MOST_FILES:
                raise UsageError(
                    f"The folders in PIF_QUERIES hold more than {MOST_FILES:,} queries.",
                    "Name smaller folders.",
                )
            if not path.resolve().is_relative_to(home):  # somebody named our own folder
                yield path


def _read_own(name: str, path: Path) -> NamedQuery:
    try:
        found = path.stat()
        stamp = (found.st_ino, found.st_mtime_ns, found.st_size)
        held = _own.get(path)
        if held and held[0] == stamp:
            return held[1]
        if found.st_size > LARGEST:
            raise UsageError(f"{path} is larger than {LARGEST >> 20} MiB.", "No query needs that.")
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise UsageError(f"{path} is not UTF-8 text.", "Save it as UTF-8.") from None
    query = parse_query(text, name, place=str(path), saved=True)
    while len(_own) >= MOST_FILES:
        _own.pop(next(iter(_own)), None)
    _own[path] = (stamp, query)
    return query
