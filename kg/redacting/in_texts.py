"""Replace words in files that have a form, and leave all else of them as it is, to the byte."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

Change = Callable[[str], str]


class Cell(NamedTuple):
    """One cell of a table as it stands in the file, and what it says."""

    start: int
    end: int
    value: str


def cells(text: str, delimiter: str) -> Iterator[list[Cell]]:
    """Yield the rows of a table, each cell with its place in the text."""
    row: list[Cell] = []
    at, length = 0, len(text)
    while at < length or row:
        start = at
        if text[at : at + 1] == '"':
            at += 1
            while at < length and (text[at] != '"' or text[at : at + 2] == '""'):
                at += 2 if text[at] == '"' else 1
            at += 1
            row.append(Cell(start, at, text[start + 1 : at - 1].replace('""', '"')))
        else:
            while at < length and text[at] not in (delimiter, "\r", "\n"):
                at += 1
            row.append(Cell(start, at, text[start:at]))
        if text[at : at + 1] == delimiter:
            at += 1
            if at < length:
                continue
            row.append(Cell(at, at, ""))
        at += 2 if text[at : at + 2] == "\r\n" else 1
        yield row
        row = []


def edit_table(text: str, delimiter: str, change: Callable[[str, str, dict[str, str]], str]) -> str:
    """Return a table whose cells were changed: ``change`` gets column, value and the whole row.

    For the names of the columns the row is empty.

    >>> edit_table("a,b\\n1,x\\n", ",", lambda column, value, row: value.upper())
    'A,B\\n1,X\\n'
    """
    header: list[str] = []
    made: list[str] = []
    at = 0
    for row in cells(text, delimiter):
        said: dict[str, str] = {}
        if not header and row[0].value.startswith("#") and delimiter == "\t":
            columns = [""] * len(row)
        elif not header and any(cell.value.strip() for cell in row):
            columns = header = [cell.value.strip() for cell in row]
        else:
            columns = [*header, *[""] * (len(row) - len(header))]
            said = {c: cell.value for c, cell in zip(columns, row, strict=False)}
        for column, cell in zip(columns, row, strict=False):
            now = change(column, cell.value, said)
            if now != cell.value:
                quoted = text[cell.start : cell.end].startswith('"')
                made += [text[at : cell.start], _quoted(now, delimiter, always=quoted)]
                at = cell.end
    return "".join([*made, text[at:]])


def _quoted(value: str, delimiter: str, *, always: bool) -> str:
    if always or any(c in value for c in ('"', delimiter, "\n", "\r")):
        doubled = value.replace('"', '""')
        return f'"{doubled}"'
    return value


_STRING = re.compile(r'"(?:[^"\\]|\\.)*"(\s*:)?', re.DOTALL)


def edit_json(text: str, change: Callable[[str, str], str]) -> str:
    """Return JSON whose texts were changed; ``change`` gets the key before a text, and the text.

    >>> edit_json('{"id": "a", "n": [1, "b"]}', lambda key, value: key + value)
    '{"id": "ida", "n": [1, "nb"]}'
    """
    key = ""

    def changed(found: re.Match[str]) -> str:
        nonlocal key
        written = found[0]
        if found[1]:
            key = _said(written[: -len(found[1])])
            return written
        said = _said(written)
        now = change(key, said)
        return written if now == said else json.dumps(now, ensure_ascii=False)

    return _STRING.sub(changed, text)


def _said(written: str) -> str:
    try:
        return str(json.loads(written, strict=False))
    except ValueError:
        return written[1:-1]
