"""Answers as an engine writes them, read line by line: rows in TSV, statements in N-Triples."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kg.namespaces import XSD
from kg.pages.joined import Statement

_LONGEST_LINE = 1 << 20
_MOST_HELD = 8 << 20
"""Code points of an answer that are held; of more than that only the rows are counted."""
_TERM = re.compile(r'<[^>]*>|_:\S+|"(?:[^"\\]|\\.)*"(?:\^\^<[^>]*>|@[A-Za-z0-9-]+)?', re.DOTALL)
_BARE = (
    (re.compile(r"[+-]?[0-9]+"), "integer"),
    (re.compile(r"[+-]?[0-9]*\.[0-9]+"), "decimal"),
    (re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)[eE][+-]?[0-9]+"), "double"),
    (re.compile(r"true|false"), "boolean"),
)


def lines(chunks: Iterable[bytes]) -> Iterator[str]:
    """Yield the lines of an answer; of a very long one the beginning. Little is held at once."""
    held, size = [], 0
    for chunk in chunks:
        *whole, rest = chunk.split(b"\n")
        for piece in whole:
            if size < _LONGEST_LINE:
                held.append(piece)
            yield b"".join(held)[:_LONGEST_LINE].decode(errors="replace")
            held, size = [], 0
        if size < _LONGEST_LINE:
            held.append(rest)
        size += len(rest)
    if last := b"".join(held):
        yield last[:_LONGEST_LINE].decode(errors="replace")


def statements(chunks: Iterable[bytes], most: int) -> tuple[list[Statement], int]:
    """Return the first statements of a graph in N-Triples, and how many there are."""
    found, total, size = [], 0, 0
    for line in lines(chunks):
        total += 1
        if total <= most and size <= _MOST_HELD and len(terms := _TERM.findall(line)) >= 3:
            found.append(Statement(*terms[:3]))
            size += len(line)
    return found, total


def rows(chunks: Iterable[bytes], most: int) -> tuple[list[str], list[dict[str, str]], int]:
    """Return the columns, the first rows (terms by column) of an answer in TSV, and how many."""
    written = lines(chunks)
    columns = [name.removeprefix("?") for name in next(written, "").split("\t") if name]
    found, total, size = [], 0, 0
    for line in written:
        total += 1
        if total <= most and size <= _MOST_HELD:
            size += len(line)
            cells = line.split("\t")
            found.append({c: term(v) for c, v in zip(columns, cells, strict=False) if v})
    return columns, found, total


def term(written: str) -> str:
    """Return a term of TSV in the syntax of N-Triples; of one that was cut, its text.

    >>> term("14"), term("<http://e.org/>"), term('"a"@en')
    ('"14"^^<http://www.w3.org/2001/XMLSchema#integer>', '<http://e.org/>', '"a"@en')
    """
    for looks, name in _BARE:
        if looks.fullmatch(written):
            return f'"{written}"^^<{XSD}{name}>'
    if written.startswith("_:") or _TERM.fullmatch(written):
        return written
    plain = written.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{plain}"'
