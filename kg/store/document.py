"""A study as one canonical N-Quads document: the form that is kept, compared and carried about."""

from __future__ import annotations

import gzip
import io
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
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
from kg.terms import Graphs, iri, nquads

LARGEST_BODY = 4 << 30
"""No study is larger than this, uncompressed: what claims to be is refused before it is read."""

_LONGEST_ID = 1000
_LONGEST_HEADER = 8192
_IRI = r'<[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20\x7f<>"{}|\\^`]*>'
_TEXT = r'"[^"\\\x00-\x1f\x7f]*(?:\\(?:[tbnrf"\\]|u[0-9A-F]{4}|U[0-9A-F]{8})[^"\\\x00-\x1f\x7f]*)*"'
_TRIPLE = rf"{_IRI} {_IRI} (?:{_IRI}|{_TEXT}(?:@[a-z0-9-]+|\^\^{_IRI})?)"
_QUAD = re.compile(rf"({_TRIPLE}) <([^>]*)> \.\n")
_LINES = re.compile(rf"(?>{_TRIPLE} <[^>\n]*> \.\n)*+")
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
        header = (
            f"# pif-kg study {self.study} quads {self.quads} bytes {len(self.body)}"
            f" sha256 {self.digest}\n"
        )
        packed = io.BytesIO()
        with gzip.GzipFile("", "wb", compresslevel=6, fileobj=packed, mtime=0) as file:
            file.write(header.encode())
            file.write(self.body)
        return packed.getvalue()

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

    def document(self) -> Document:
        """Return what is in it."""
        return unpack(io.BytesIO(self.content), self.study)


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
