"""Rows as a table that people read in a terminal. Cells wrap; nothing is cut off unsaid."""

from __future__ import annotations

import re
import shutil
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

from kg.namespaces import XSD, shorten
from kg.terms import parts

_GAP = "  "
_MEASURED = 500  # rows that decide how wide the columns are; later ones wrap into them
_WIDEST_WORD = 20
_NUMBERS = {f"{XSD}{name}" for name in ("integer", "decimal", "double", "float")}
# Control characters would steer the terminal; those that turn the direction of text would hide
# what it says. Both are shown as their numbers instead.
_UNSHOWABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]"
)


def rendered(
    variables: Sequence[str], rows: Iterable[dict[str, str]], *, width: int | None = None
) -> Iterator[str]:
    """Yield a table of N-Triples terms, line by line, and how many rows there are.

    Where the columns do not fit the width (in terminal columns), addresses are left out and the
    last line says so; where they still do not, each row becomes a block of its own.
    """
    width = width or shutil.get_terminal_size().columns
    cells = ([_shown(row.get(v)) for v in variables] for row in rows)
    cells = iter(cells)
    sample = list(islice(cells, _MEASURED))
    kept = list(range(len(variables)))
    natural = [_natural(v, sample, i) for i, v in enumerate(variables)]
    if _total(natural) > width:
        kept = [i for i, v in enumerate(variables) if not _is_address(v)] or kept
    least = [_least(variables[i], sample, i) for i in kept]
    widths = _fitted([natural[i] for i in kept], least, width)
    counted = 0
    right = [bool(sample) and all(row[i][1] for row in sample) for i in kept]
    if widths:
        yield _line([variables[i] for i in kept], widths, right)
        yield _GAP.join("-" * w for w in widths) + "\n"
    for row in chain(sample, cells):
        counted += 1
        if widths:
            yield from _row([row[i][0] for i in kept], widths, right)
        else:
            yield from _block(variables, [text for text, _ in row], width)
    yield "\n" if widths else ""
    yield f"{counted} row{'' if counted == 1 else 's'}\n"
    if widths and len(kept) < len(variables):
        left = ", ".join(v for i, v in enumerate(variables) if i not in kept)
        yield f"Left out to fit {width} columns: {left}. `--format csv` has everything.\n"


def display_width(text: str) -> int:
    """Return how many columns of a terminal a text takes: 2 for wide characters, 0 for accents.

    >>> display_width("né"), display_width("自我")
    (2, 4)
    """
    return len(text) if text.isascii() else sum(map(_width, text))


def _width(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _shown(term: str | None) -> tuple[str, bool]:
    """Return a term as a cell shows it, and whether it is a number (or nothing)."""
    if term is None:
        return "", False
    if term[0] not in '<"' or term.startswith("<<"):
        return term, False
    value, datatype, _ = parts(term)
    if datatype is None:
        value = shorten(value)
    value = value.replace("\r\n", "\n").replace("\r", "\n").expandtabs(4)
    return _UNSHOWABLE.sub(lambda c: f"\\u{ord(c[0]):04x}", value), datatype in _NUMBERS


def _is_address(variable: str) -> bool:
    return variable == "iri" or variable.endswith("Iri")


def _natural(name: str, sample: list[list[tuple[str, bool]]], i: int) -> int:
    lines = (line for row in sample for line in row[i][0].split("\n"))
    return max(display_width(name), max(map(display_width, lines), default=0), 1)


def _least(name: str, sample: list[list[tuple[str, bool]]], i: int) -> int:
    words = (word for row in sample for word in row[i][0].split())
    longest = max(map(display_width, words), default=0)
    return max(display_width(name), min(longest, _WIDEST_WORD), 1)


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + len(_GAP) * (len(widths) - 1)


def _fitted(natural: list[int], least: list[int], width: int) -> list[int]:
    """Return widths that fit, narrowing the widest columns first; none when nothing fits."""
    if _total(natural) <= width:
        return natural
    if _total(least) > width:
        return []
    low, high = 1, max(natural)
    while low < high:  # the widest cap under which all fits
        cap = (low + high + 1) // 2
        fits = _total([max(m, min(n, cap)) for n, m in zip(natural, least, strict=True)]) <= width
        low, high = (cap, high) if fits else (low, cap - 1)
    return [max(m, min(n, low)) for n, m in zip(natural, least, strict=True)]


def _row(cells: list[str], widths: list[int], right: list[bool]) -> Iterator[str]:
    wrapped = [_wrapped(cell, w) for cell, w in zip(cells, widths, strict=True)]
    for i in range(max(map(len, wrapped))):
        yield _line([lines[i] if i < len(lines) else "" for lines in wrapped], widths, right)


def _line(cells: Sequence[str], widths: list[int], right: list[bool]) -> str:
    padded = []
    for cell, width, to_right in zip(cells, widths, right, strict=True):
        space = " " * (width - display_width(cell))
        padded.append(space + cell if to_right else cell + space)
    return _GAP.join(padded).rstrip() + "\n"


def _block(variables: Sequence[str], cells: list[str], width: int) -> Iterator[str]:
    names = max(map(display_width, variables), default=0)
    room = max(width - names - len(_GAP), _WIDEST_WORD)
    for variable, cell in zip(variables, cells, strict=True):
        for i, line in enumerate(_wrapped(cell, room)):
            name = variable if i == 0 else ""
            space = " " * (names - display_width(name))
            yield f"{name}{space}{_GAP}{line}".rstrip() + "\n"
    yield "\n"


def _wrapped(text: str, width: int) -> list[str]:
    """Return a text in lines of at most a width; words longer than that are broken."""
    lines = []
    for paragraph in text.split("\n"):
        if display_width(paragraph) <= width:
            lines.append(paragraph)
            continue
        line = ""
        for word in paragraph.split(" "):
            joined = f"{line} {word}" if line else word
            if display_width(joined) <= width:
                line = joined
                continue
            if line:
                lines.append(line)
            *full, line = _broken(word, width)
            lines += full
        lines.append(line)
    return lines


def _broken(word: str, width: int) -> list[str]:
    pieces, piece, used = [], "", 0
    for character in word:
        wide = _width(character)
        if used + wide > width and piece:
            pieces.append(piece)
            piece, used = "", 0
        piece += character
        used += wide
    return [*pieces, piece]
