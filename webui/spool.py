"""Whole answers in files, so that pages of them cost little and are pages of the same answer.

The files have no names: nothing is left behind, however a process ends. Answers are of one
revision of the store; when it changes they all go, for what was withdrawn may stand in them.
"""

from __future__ import annotations

import os
import tempfile
import threading
import weakref
from array import array
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from hashlib import sha256

from kg.errors import LimitReached

MOST_BYTES = 256 << 20
MOST_ANSWERS = 64
LARGEST = 64 << 20
"""Bytes of one answer, where no jail says otherwise."""
_IN_MEMORY = 8 << 20
_CHUNK = 1 << 16


class Held:
    """An answer that was written out whole before any of it is sent: what fails, fails before.

    Raises:
        LimitReached: It is larger than allowed; the hint says what to do.
    """

    def __init__(self, chunks: Iterable[bytes], hint: str, *, most: int = LARGEST) -> None:
        file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - kept open
        self._file = file
        self.close = weakref.finalize(self, file.close)
        self.size = 0
        for chunk in chunks:
            self.size += file.write(chunk)
            if self.size > most:
                raise LimitReached(f"The answer is larger than {most >> 20} MiB.", hint)
        file.seek(0)

    def chunks(self) -> Iterator[bytes]:
        """Yield it, once."""
        while chunk := self._file.read(_CHUNK):
            yield chunk


class Lines:
    """An answer in TSV, in a file: a line with the columns, then one for each row."""

    def __init__(self, revision: str, chunks: Iterable[bytes]) -> None:
        self.revision = revision
        self.size = 0
        file = tempfile.TemporaryFile(prefix="pif-answer-")  # noqa: SIM115 - kept open
        self._file = file
        weakref.finalize(self, file.close)  # with the last who reads it
        self._ends = array("Q")
        for chunk in chunks:
            file.write(chunk)
            at = chunk.find(b"\n")
            while at >= 0:
                self._ends.append(self.size + at + 1)
                at = chunk.find(b"\n", at + 1)
            self.size += len(chunk)
        file.flush()

    @property
    def total(self) -> int:
        """How many rows there are."""
        return len(self._ends) - 1

    def cut(self, start: int, limit: int | None) -> tuple[bytes, int]:
        """Return the line with the columns and some rows, and how many they are."""
        start = min(start, self.total)
        end = self.total if limit is None else min(start + limit, self.total)
        head = self._part(0, self._ends[0])
        return head + self._part(self._ends[start], self._ends[end]), end - start

    def _part(self, begin: int, end: int) -> bytes:
        # Not read and seek: several threads may read at once.
        pieces = []
        while begin < end and (piece := os.pread(self._file.fileno(), end - begin, begin)):
            pieces.append(piece)
            begin += len(piece)
        return b"".join(pieces)


class Spool:
    """The answers there is room for, the last ones asked for."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._most = most
        self._turn = threading.Lock()
        self._revision = ""
        self._kept: OrderedDict[bytes, Lines] = OrderedDict()
        self._size = 0

    def get(self, revision: str, sparql: str) -> Lines | None:
        """Return the answer to a query at a revision, if it is here."""
        key = _digest(sparql)
        with self._turn:
            if revision != self._revision:
                self._kept.clear()
                self._revision, self._size = revision, 0
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def keep(self, lines: Lines, sparql: str) -> Lines:
        """Keep the answer to a query for as long as there is room, if it is of this revision."""
        key = _digest(sparql)
        with self._turn:
            if lines.revision == self._revision and lines.size <= self._most // 4:
                self._drop(key)
                self._kept[key] = lines
                self._size += lines.size
                while self._size > self._most or len(self._kept) > MOST_ANSWERS:
                    self._drop(next(iter(self._kept)))
        return lines

    def _drop(self, key: bytes) -> None:
        if (gone := self._kept.pop(key, None)) is not None:
            self._size -= gone.size


def _digest(sparql: str) -> bytes:
    return sha256(sparql.encode()).digest()
