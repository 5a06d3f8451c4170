"""What is made when all else is written: the sitemap of the pages, and the list of checksums."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial
from hashlib import file_digest, sha256
from pathlib import Path

from kg import aside
from kg.namespaces import BASE
from kg.site.changes import date_of
from kg.site.model import address_of_site
from kg.site.sitemap import write_sitemap

FILE = "checksums.sha256"
_AT_ONCE = 10_000
"""Files that one process reads: what is small is read by one."""
_SMALL = 1 << 17
"""Bytes that nearly every file is shorter than."""


def seal(out: Path, *, site: str = "") -> int:
    """Write the sitemap, and ``checksums.sha256`` over every other file; returns how many.

    ``sha256sum -c checksums.sha256`` in the folder compares. ``site`` is the address given to
    :func:`~kg.site.write_data`. Pages of studies that were withdrawn are not for search engines.
    """
    paths = set(_files(f"{out}/", "")) - {FILE}
    listed = [path for path in paths if not _is_tombstone(path, paths)]
    paths.update(write_sitemap(out, address_of_site(site) or BASE, date_of(out), listed))
    ordered = sorted(paths)
    some = [ordered[start : start + _AT_ONCE] for start in range(0, len(ordered), _AT_ONCE)]
    lines = [line for _, each in aside.each(partial(_lines, out), some) for line in each]
    (out / FILE).write_bytes("".join(lines).encode())
    return len(lines)


def _is_tombstone(path: str, paths: set[str]) -> bool:
    """Say whether a page is that of a study of which nothing is told any more."""
    return path.rpartition("/")[0] == "study" and f"{path.removesuffix('.html')}.nt" not in paths


def _files(top: str, folder: str) -> Iterator[str]:
    with os.scandir(top + folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _files(top, f"{folder}{entry.name}/")
            else:
                yield folder + entry.name


def _lines(out: Path, paths: list[str]) -> list[str]:
    return [_line(path, _digest(f"{out}/{path}")) for path in paths]


def _digest(path: str) -> str:
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - one of very many
        start = file.read(_SMALL)
        if len(start) < _SMALL:  # no larger buffer is made for each
            return sha256(start).hexdigest()
        file.seek(0)
        return file_digest(file, "sha256").hexdigest()


def _line(path: str, digest: str) -> str:
    escaped = path.replace("\\", "\\\\").replace("\n", "\\n")
    mark = "\\" if escaped != path else ""  # as sha256sum has it
    return f"{mark}{digest}  {escaped}\n"
