"""Tables as CSV that a spreadsheet opens without running anything in them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

Cell = str | int | float | None

# The last four are the first four in full width, which some spreadsheets read alike.
_STARTS_FORMULA = (*"=+-@\t\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def harmless(text: str) -> str:
    """Return a text as a cell that no spreadsheet takes for a formula.

    A text that begins with ``= + - @``, a tab or a line end gets an apostrophe before it, which
    spreadsheets hide or show as text. All other texts are returned as they are.

    >>> harmless("=1+1"), harmless("we went on")
    ("'=1+1", 'we went on')
    """
    return f"'{text}" if text.startswith(_STARTS_FORMULA) else text


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """Yield CSV (RFC 4180, lines end in CR LF): texts made harmless, numbers as they are.

    None is an empty cell. The header is made harmless too: it may hold names of codes.
    """
    yield _line(header)
    for row in rows:
        yield _line(row)


def _line(row: Sequence[Cell]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow([harmless(c) if isinstance(c, str) else c for c in row])
    return buffer.getvalue()
