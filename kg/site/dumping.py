"""Files that hold a study whole, what is stated and what follows apart; the same bytes always."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from kg.namespaces import derived_graph
from kg.site.reading import lines
from kg.site.rendering import Rendering

ASSERTED, DERIVED, TRIG = "asserted.nq.gz", "derived.nq.gz", "study.trig.gz"
_FLUSH = 1 << 16


@dataclass(frozen=True, slots=True)
class File:
    """One file that was written: its path from the top of the site, its size and digest."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Dumps:
    """The files of one study."""

    asserted: File
    derived: File
    trig: File

    @property
    def all(self) -> tuple[File, File, File]:
        """All of them."""
        return self.asserted, self.derived, self.trig


class Packer:
    """Writes a gzip file without a time in it."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._packer = zlib.compressobj(6, wbits=31)
        self._held: list[str] = []
        self._size = 0
        self._digest = sha256()
        self._written = 0

    def write(self, text: str) -> None:
        """Add text."""
        self._held.append(text)
        self._size += len(text)
        if self._size > _FLUSH:
            self._flush()

    def _flush(self) -> None:
        self._put(self._packer.compress("".join(self._held).encode()))
        self._held, self._size = [], 0

    def _put(self, content: bytes) -> None:
        self._file.write(content)
        self._digest.update(content)
        self._written += len(content)

    def close(self) -> tuple[int, str]:
        """End the file; returns its size and digest."""
        self._flush()
        self._put(self._packer.flush())
        self._file.close()
        return self._written, self._digest.hexdigest()


@contextmanager
def packing(path: Path) -> Iterator[Packer]:
    """Open a file for packing, and close it if something goes wrong."""
    path.parent.mkdir(parents=True, exist_ok=True)
    packer = Packer(path)
    try:
        yield packer
    finally:
        if not packer._file.closed:
            packer._file.close()


def dump(study: str, source: Path, out: Path, folder: str, rendering: Rendering) -> Dumps:
    """Write the files of a study from its canonical N-Quads, into a folder below ``out``."""
    follows = f" <{derived_graph(study)}> .\n"
    files = []
    with (
        packing(out / folder / ASSERTED) as asserted,
        packing(out / folder / DERIVED) as derived,
        packing(out / folder / TRIG) as trig,
    ):
        trig.write(rendering.prefixes())
        said: dict[str, list[tuple[str, str]]] = {}
        subject = ""
        for line in lines(source):
            (derived if line.endswith(follows) else asserted).write(line)
            s, p, rest = line.split(" ", 2)
            if s != subject:
                _blocks(trig, rendering, subject, said)
                subject, said = s, {}
            end = rest.rindex(" <")
            said.setdefault(rest[end + 1 : -3], []).append((p, rest[:end]))
        _blocks(trig, rendering, subject, said)
        for name, packer in ((ASSERTED, asserted), (DERIVED, derived), (TRIG, trig)):
            files.append(File(f"{folder}/{name}", *packer.close()))
    return Dumps(*files)


def _blocks(
    trig: Packer, rendering: Rendering, subject: str, said: dict[str, list[tuple[str, str]]]
) -> None:
    for graph in sorted(said):
        trig.write(rendering.block(graph, subject, said[graph]))


def joined(out: Path, parts: list[str], path: str) -> File:
    """Put packed files behind each other: together they are one packed file."""
    digest, size = sha256(), 0
    (out / path).parent.mkdir(parents=True, exist_ok=True)
    with (out / path).open("wb") as file:
        for part in parts:
            with (out / part).open("rb") as source:
                while chunk := source.read(1 << 20):
                    file.write(chunk)
                    digest.update(chunk)
                    size += len(chunk)
    return File(path, size, digest.hexdigest())
