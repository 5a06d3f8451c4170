"""A study as one canonical N-Quads document: the form that is kept, compared and carried about."""

from __future__ import annotations

import gzip
import io
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain, islice
from typing import IO

from kg.errors import StoreDamaged, UsageError
from kg.namespaces import (
    derived_from_set,
    derived_from_works,
    derived_graph,
    mapping_graph,
    study_graph,
    works_graph,
)
from kg.store.base import StoredStudy, set_of, works_of
from kg.terms import Graphs, iri, nquads, said_of_each

LARGEST_BODY = 4 << 30
"""No study is larger than this, uncompressed: what claims to be is refused before it is read."""

_LEVEL = 3
"""How hard files are packed: as large as at 6 to a sixth, in less than half the time."""
_GZIP = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
"""How a gzip file begins that names no file, no moment and no system."""
_AT_ONCE = 4_000
"""Lines that are written out together."""
_LONGEST_ID = 1000
_LONGEST_HEADER = 8192
_IRI = r'<[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20\x7f<>"{}|\\^`]*>'
_TEXT = r'"[^"\\\x00-\x1f\x7f]*(?:\\(?:[tbnrf"\\]|u[0-9A-F]{4}|U[0-9A-F]{8})[^"\\\x00-\x1f\x7f]*)*"'
_OBJECT = rf"(?:{_IRI}|{_TEXT}(?:@[a-z0-9-]+|\^\^{_IRI})?)"
_TRIPLE = rf"{_IRI} {_IRI} {_OBJECT}"
_QUAD = re.compile(rf"({_TRIPLE}) <([^>]*)> \.\n")
_LINES = re.compile(rf"(?>{_TRIPLE} <[^>\n]*> \.\n)*+")
_OBJECTS = re.compile(rf"(?>{_OBJECT}\n)*+")
_HEADER = re.compile(
    r"# pif-kg study (\S+) quads (\d{1,15}) bytes (\d{1,15}) sha256 ([0-9a-f]{64})\n"
)


@dataclass(frozen=True, slots=True)
class Document:
    """One study: its canonical N-Quads (UTF-8), how many there are, and their SHA-256."""

    study: str
    body: bytes
    quads: int
    digest: str

    @property
    def stored(self) -> StoredStudy:
        """What a list of studies says about it."""
        return StoredStudy(self.study, self.quads, self.digest)

    def lines(self) -> Iterator[str]:
        """Yield its lines, with line ends."""
        return (line.decode() for line in io.BytesIO(self.body))

    def by_graph(self) -> dict[str, list[str]]:
        """Return the lines of each graph as N-Triples."""
        graphs: dict[str, list[str]] = {}
        for line in self.lines():
            triple, graph = _QUAD.fullmatch(line).groups()  # type: ignore[union-attr]
            graphs.setdefault(graph, []).append(f"{triple} .\n")
        return graphs

    def packed(self) -> bytes:
        """Return it as a file: gzip with a first line that describes it; the same each time."""
        header = _first_line(self.study, self.quads, len(self.body), self.digest)
        file = _Packing()
        file.add(self.body)
        return file.finish(header)

    def pack(self) -> Packed:
        """Return it as a store keeps it."""
        return Packed(self.study, self.quads, self.digest, self.packed())


@dataclass(frozen=True, slots=True)
class Packed:
    """One study as the file that a store keeps, to be written as it is or sent elsewhere."""

    study: str
    quads: int
    digest: str
    content: bytes

    def packed(self) -> bytes:
        """Return the file."""
        return self.content

    def lines(self) -> Iterator[str]:
        """Yield its lines, with line ends; they are never all in memory."""
        with gzip.open(io.BytesIO(self.content)) as unpacked:
            yield from (line.decode() for line in islice(unpacked, 1, None))

    def document(self) -> Document:
        """Return what is in it."""
        return unpack(io.BytesIO(self.content), self.study)


def _first_line(study: str, quads: int, size: int, digest: str) -> bytes:
    return f"# pif-kg study {study} quads {quads} bytes {size} sha256 {digest}\n".encode()


def graphs_of(study: str) -> tuple[str, ...]:
    """Return the graphs of a study: asserted, mapping, derived. Of a set of mappings: the last two.

    >>> [graph.partition("/graph/")[2] for graph in graphs_of("mapping:hub")]
    ['mapping/hub', 'derived/mapping-hub']
    >>> [graph.partition("/graph/")[2] for graph in graphs_of("works:merge")]
    ['works/merge', 'derived/works:merge']

    Raises:
        UsageError: The id cannot be part of an IRI, is empty, or has over 1,000 characters.
    """
    name, works = set_of(study), works_of(study)
    try:
        iri(study_graph(study)).encode()
    except ValueError:
        study = ""
    if not study or "" in (name, works) or len(study) > _LONGEST_ID or len(study.split()) != 1:
        raise UsageError(
            f"{study[:80]!r} cannot be the id of a study."
            if study
            else "The id of a study cannot be empty or hold spaces or signs that no IRI may hold.",
            "Use a short id of letters, digits, hyphens and points, such as krishna2024.",
        )
    if name is not None:
        return mapping_graph(name), derived_from_set(name)
    if works is not None:
        return works_graph(works), derived_from_works(works)
    return study_graph(study), mapping_graph(study), derived_graph(study)


def from_graphs(study: str, graphs: Graphs) -> Document:
    """Make the document of a study's graphs.

    Raises:
        UsageError: A graph is not the study's own, or a statement is not canonical N-Quads.
    """
    foreign = sorted(set(graphs) - set(graphs_of(study)))
    if foreign:
        raise UsageError(
            f"{foreign[0]} is not a graph of study {study}.",
            f"Its graphs are {', '.join(graphs_of(study))}.",
        )
    lines = list(nquads(graphs))
    text = "".join(lines)
    if text.count("\n") != len(lines) or not _LINES.fullmatch(text):
        return from_lines(study, lines)  # which says where it is wrong
    return _made(study, text, len(lines))


def pack_graphs(study: str, graphs: Graphs) -> Packed:
    """Return a study's graphs as a store keeps them: as ``from_graphs(study, graphs).pack()``.

    The document is never there as a whole: of a large study it would take gigabytes.

    Raises:
        UsageError: As :func:`from_graphs`.
    """
    file, made, quads = _Packing(), sha256(), 0
    for count, lines in _chunks(study, graphs):
        if lines is None:
            return from_graphs(study, graphs).pack()  # which says what is wrong
        quads += count
        made.update(lines)
        file.add(lines)
    if file.size > LARGEST_BODY:
        raise UsageError(f"Study {study} is larger than {LARGEST_BODY:,} bytes.", "Split it.")
    digest = made.hexdigest()
    return Packed(study, quads, digest, file.finish(_first_line(study, quads, file.size, digest)))


class _Packing:
    """A gzip file whose first line is known last: it is packed by itself and put before."""

    def __init__(self) -> None:
        self.size = 0
        self._crc = 0
        self._body = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
        self._packed: list[bytes] = []

    def add(self, lines: bytes) -> None:
        """Add lines after those that are there."""
        self.size += len(lines)
        self._crc = zlib.crc32(lines, self._crc)
        self._packed.append(self._body.compress(lines))

    def finish(self, first: bytes) -> bytes:
        """Return the file."""
        head = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
        # A block that ends on a whole byte, so that what follows can have been packed before.
        packed = [_GZIP, head.compress(first), head.flush(zlib.Z_FULL_FLUSH)]
        packed += [*self._packed, self._body.flush()]
        crc = _crc_after(zlib.crc32(first), self._crc, self.size)
        end = (len(first) + self.size) & 0xFFFFFFFF
        return b"".join([*packed, crc.to_bytes(4, "little"), end.to_bytes(4, "little")])


def _crc_after(first: int, second: int, size: int) -> int:
    """Return the CRC-32 of two texts together from that of each, and the size of the second.

    >>> _crc_after(zlib.crc32(b"ab"), zlib.crc32(b"cde"), 3) == zlib.crc32(b"abcde")
    True
    """
    # As many zeros after a text multiply its CRC, a polynomial, by a power of x.
    power, square, bits = 1 << 31, 1 << 30, 8 * size  # 1 and x: the highest bit comes first
    while bits:
        if bits & 1:
            power = _product(power, square)
        square, bits = _product(square, square), bits >> 1
    return _product(first, power) ^ second


def _product(one: int, other: int) -> int:
    """Return the product of two polynomials of bits, modulo that of CRC-32."""
    product = 0
    for place in range(31, -1, -1):
        if one >> place & 1:
            product ^= other
        other = other >> 1 ^ (0xEDB88320 if other & 1 else 0)
    return product


def _chunks(study: str, graphs: Graphs) -> Iterator[tuple[int, bytes | None]]:
    """Yield a document's lines, some thousands at a time, with how many they are.

    None in place of lines says that they cannot be stored.
    """
    if set(graphs) - set(graphs_of(study)) or not _are_canonical(graphs):
        yield 0, None
        return
    waiting: list[str] = []
    count = 0
    for s, said in said_of_each(graphs):
        if not s.startswith("<") or not said[0].startswith("<"):
            yield 0, None  # a text in place of an IRI; of several properties it is the first
            return
        for at in range(0, len(said), _AT_ONCE):
            lines = said[at : at + _AT_ONCE]
            waiting.append(f"{s} " + f"{s} ".join(lines))
            count += len(lines)
            if count >= _AT_ONCE:
                yield count, _encoded(waiting)
                waiting, count = [], 0
    yield count, _encoded(waiting)


def _encoded(lines: list[str]) -> bytes | None:
    try:
        return "".join(lines).encode()
    except UnicodeEncodeError:
        return None


def _are_canonical(graphs: Graphs) -> bool:
    """Say whether these are canonical terms: each is looked at once, not in each line."""
    terms = iter(set(chain.from_iterable(chain.from_iterable(graphs.values()))))
    while some := list(islice(terms, _AT_ONCE)):
        text = "\n".join(some) + "\n"
        if text.count("\n") != len(some) or not _OBJECTS.fullmatch(text):
            return False
    return True


def from_lines(study: str, lines: Iterable[str]) -> Document:
    """Make the document of lines that are sorted and each there once.

    Raises:
        UsageError: A line is not a canonical quad of the study, or stands in the wrong place.
    """
    own = set(graphs_of(study))
    kept: list[str] = []
    before = ""
    for line in lines:
        match = _QUAD.fullmatch(line)
        if not match or match[2] not in own or line <= before:
            raise UsageError(
                f"Study {study} holds a statement that cannot be stored: {line[:160]!r}.",
                "Statements must be canonical N-Quads without blank nodes, in the study's graphs.",
            )
        kept.append(line)
        before = line
    return _made(study, "".join(kept), len(kept))


def _made(study: str, text: str, quads: int) -> Document:
    try:
        body = text.encode()
    except UnicodeEncodeError as error:
        raise UsageError(
            f"Study {study} holds text that is not valid Unicode.", "Save its files as UTF-8."
        ) from error
    if len(body) > LARGEST_BODY:
        raise UsageError(f"Study {study} is larger than {LARGEST_BODY:,} bytes.", "Split it.")
    return Document(study, body, quads, sha256(body).hexdigest())


def header(file: IO[bytes], name: str) -> tuple[StoredStudy, int]:
    """Read the first line of a packed document: the study, and the size of the body.

    Raises:
        StoreDamaged: The file does not begin as a packed document does.
    """
    try:
        with gzip.GzipFile(fileobj=file, mode="rb") as unpacked:
            return _header(unpacked, name)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise damaged(name) from error


def unpack(file: IO[bytes], name: str) -> Document:
    """Read a packed document in full and compare it with what its first line says.

    Raises:
        StoreDamaged: The file is not what was written.
    """
    try:
        with gzip.GzipFile(fileobj=file, mode="rb") as unpacked:
            study, size = _header(unpacked, name)
            body = unpacked.read(size + 1)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise damaged(name) from error
    if len(body) != size or sha256(body).hexdigest() != study.digest:
        raise damaged(name)
    return Document(study.id, body, study.quads, study.digest)


def damaged(name: str) -> StoreDamaged:
    """Return the error that says a file is not what was written, and what to do."""
    return StoreDamaged(
        f"{name} does not hold what was written into it.",
        "Load that study again with --replace, or `pif restore` a backup.",
    )


def _header(unpacked: gzip.GzipFile, name: str) -> tuple[StoredStudy, int]:
    line = unpacked.readline(_LONGEST_HEADER)
    try:
        match = _HEADER.fullmatch(line.decode())
    except UnicodeDecodeError:
        match = None
    if not match or int(match[3]) > LARGEST_BODY:
        raise damaged(name)
    return StoredStudy(match[1], int(match[2]), match[4]), int(match[3])
