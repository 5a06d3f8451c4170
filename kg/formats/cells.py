"""Read files that strangers made: bytes within limits, text as UTF-8, rows as CSV or TSV.

Nothing here raises for bad data; each thing wrong is reported with its file, row and column.
"""

from __future__ import annotations

import csv
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from kg.findings import Place
from kg.formats.reporting import Report, shown

MIB = 1 << 20
TABLE_LIMIT = 256 * MIB
"""The most bytes a table may have."""
CELL_LIMIT = MIB
"""The most characters a cell may have."""
COLUMN_LIMIT = 500
"""The most columns a table may have."""

Row = tuple[int, dict[str, str]]

# Process-wide in the csv module; cells are held to CELL_LIMIT here, where row and column are known.
csv.field_size_limit(TABLE_LIMIT)

# A link is not followed, and opening a pipe does not wait for its other end.
_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)

_SAVE_AS = "Save it again as “CSV UTF-8 (comma delimited)”, or with the encoding set to UTF-8."


class Sheet(NamedTuple):
    """A table as it comes from a file or a workbook.

    ``place`` is the name of the file or sheet; ``rows`` gives (row number, cells by column), the
    number as a spreadsheet shows it: the header is 1.
    """

    place: str
    header: list[str]
    rows: Iterator[Row]


def read_bytes(path: Path, name: str, limit: int, report: Report) -> bytes | None:
    """Return a plain file's bytes, or None after reporting why not; ``name`` is what to call it.

    Links, folders, pipes and devices are refused, so that a study folder holds what it shows.
    """
    place = Place(name)
    try:
        handle = os.open(path, _FLAGS)
    except OSError as error:
        if path.is_symlink():
            report.violation(
                "link", place, "The file is a link to another place.",
                "Put the file itself into the study folder.",
            )  # fmt: skip
        else:
            report.violation(
                "unreadable", place, f"The file cannot be read: {error.strerror}.",
                "Check that it is there and that you may read it.",
            )  # fmt: skip
        return None
    status = os.fstat(handle)
    if not stat.S_ISREG(status.st_mode):
        os.close(handle)
        report.violation(
            "unreadable", place, "This is not a plain file.", "Put a file in its place."
        )
        return None
    with os.fdopen(handle, "rb") as file:
        data = file.read(limit + 1) if status.st_size <= limit else b""
    if status.st_size > limit or len(data) > limit:
        report.violation(
            "too-large", place,
            f"The file is larger than {limit // MIB or 1} MiB, which is the most that is read.",
            "Split the study, or take out what does not belong into this file.",
        )  # fmt: skip
        return None
    return data


def decode(data: bytes, name: str, report: Report, remedy: str = _SAVE_AS) -> str | None:
    """Return a file's text without its byte order mark, or None after reporting why not."""
    place = Place(name)
    if not data.strip():
        report.violation(
            "empty-file", place, "The file is empty.",
            "Fill it in, or take the file away if the study has nothing of the kind.",
        )  # fmt: skip
        return None
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        report.violation("encoding", place, "The file is in UTF-16, not in UTF-8.", remedy)
        return None
    nul = data.find(b"\0")
    if nul >= 0:
        report.violation(
            "control-character", Place(name, _line(data, nul)),
            f"A NUL character stands at byte {nul}; the file is damaged or not a text.",
            remedy,
        )  # fmt: skip
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # The BOM is cut off before the codec counts.
        at = error.start + (3 if data.startswith(b"\xef\xbb\xbf") else 0)
        byte = data[at]
        guess = bytes([byte]).decode("cp1252", "replace")
        meant = f", which would be '{guess}' in Latin-1" if guess.isprintable() else ""
        report.violation(
            "encoding", Place(name, _line(data, at)),
            f"The file is not in UTF-8: byte {at} in line {_line(data, at)} is"
            f" 0x{byte:02X}{meant}.",
            remedy,
        )  # fmt: skip
        return None


def _line(data: bytes, at: int) -> int:
    before = data[:at]
    return before.count(b"\n") + (before.count(b"\r") if b"\n" not in before else 0) + 1


def read_rows(text: str, name: str, report: Report, *, delimiter: str = ",") -> Sheet | None:
    """Return the rows of a CSV or TSV text, or None when it has no usable header.

    Line ends inside quoted cells are kept as they are. Rows that are empty are passed over, and
    so are lines that start with ``#`` above the header of a TSV; both count as rows. A row with too
    few or too many cells is reported and still given, filled up or cut.
    """
    lines = _lines(text)
    reader = _records(lines, name, report, delimiter)
    for number, record in reader:
        if delimiter == "\t" and record[0].startswith("#"):
            continue
        header = _header(record, number, name, report, delimiter)
        return Sheet(name, header, _rows(reader, header, name, report)) if header else None
    return None


_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


def _lines(text: str) -> list[str]:
    # str.splitlines would also cut at form feeds, line separators and others that cells may hold.
    return _LINE.findall(text)


def _records(
    lines: list[str], name: str, report: Report, delimiter: str
) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    number = 0
    while True:
        start = reader.line_num
        number += 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            _report_broken(lines[start:], start, number, str(error), name, report, delimiter)
            return
        if any(not cell.isspace() for cell in record if cell):
            yield number, record


def _report_broken(
    lines: list[str], start: int, number: int, why: str, name: str, report: Report, delimiter: str
) -> None:
    column = _column_of_break(lines, delimiter)
    place = Place(name, number)
    if "unexpected end" in why:
        message = f"A quotation mark opened in cell {column} of line {start + 1} is never closed."
    elif "expected after" in why:
        message = (
            f"In cell {column} of the row that begins in line {start + 1}, text follows a closing"
            " quotation mark."
        )
    else:
        message = f"The row that begins in line {start + 1} is not CSV: {why}."
    report.violation(
        "broken-csv", place, message + " Nothing below can be read.",
        'Put the cell in quotation marks and write each one inside it twice: "".',
    )  # fmt: skip


def _column_of_break(lines: list[str], delimiter: str) -> int:
    """Return the number of the cell, from 1, at which a row stops being CSV."""
    column, quoted, fresh, closed = 1, False, True, False
    for line in lines:
        for character in line:
            if quoted:
                if character == '"':
                    quoted, closed = False, True
            elif character == delimiter:
                column, fresh, closed = column + 1, True, False
            elif character == '"' and (fresh or closed):
                quoted, fresh, closed = True, False, False
            elif closed and character not in "\r\n":
                return column
            else:
                fresh = False
        if not quoted:
            return column
    return column


def _header(
    record: list[str], number: int, name: str, report: Report, delimiter: str
) -> list[str] | None:
    header = [cell.strip() for cell in record]
    while header and not header[-1]:
        header.pop()
    place = Place(name, number)
    if len(header) == 1 and delimiter == ",":
        for other, word in ((";", "semicolons"), ("\t", "tabs")):
            if other in header[0]:
                report.violation(
                    "wrong-separator", place, f"The cells are separated by {word}.",
                    "Save the table again with commas between the cells: “CSV UTF-8 (comma"
                    " delimited)”.",
                )  # fmt: skip
                return None
    if len(header) > COLUMN_LIMIT:
        report.violation(
            "too-many-columns", place,
            f"The table has {len(header)} columns; {COLUMN_LIMIT} is the most.",
            "Take out the columns that are not needed.",
        )  # fmt: skip
        return None
    sound = True
    for column, cell in enumerate(header, 1):
        if not cell:
            report.violation(
                "unnamed-column", place, f"Column {column} has no name.",
                "Name it in the first row, or take it out.",
            )  # fmt: skip
            sound = False
        elif cell in header[: column - 1]:
            report.violation(
                "duplicate-column", Place(name, number, cell),
                f"Two columns are called {shown(cell)}.", "Keep one of them.",
            )  # fmt: skip
            sound = False
    return header if sound else None


def _rows(
    records: Iterator[tuple[int, list[str]]], header: list[str], name: str, report: Report
) -> Iterator[Row]:
    width = len(header)
    for number, record in records:
        if len(record) != width:
            record = _fitted(record, number, header, name, report)
        for column, cell in zip(header, record, strict=True):
            if len(cell) > CELL_LIMIT:
                report.violation(
                    "cell-too-large", Place(name, number, column),
                    f"The cell holds {len(cell):,} characters; {CELL_LIMIT:,} is the most.",
                    "Look for a quotation mark that is not closed, or shorten the text.",
                )  # fmt: skip
                record = ["" if len(c) > CELL_LIMIT else c for c in record]
        yield number, dict(zip(header, record, strict=True))


def _fitted(
    record: list[str], number: int, header: list[str], name: str, report: Report
) -> list[str]:
    width = len(header)
    if len(record) < width:
        report.violation(
            "too-few-cells", Place(name, number, header[len(record)]),
            f"The row has {len(record)} cells, the header {width}.",
            "Add the missing commas, so that every cell stands under its column.",
        )  # fmt: skip
        return record + [""] * (width - len(record))
    if any(cell.strip() for cell in record[width:]):
        report.violation(
            "too-many-cells", Place(name, number),
            f"The row has {len(record)} cells, the header {width}; the first too many holds"
            f" {shown(next(c for c in record[width:] if c.strip()), 40)}.",
            "Put a cell that holds a comma in quotation marks.",
        )  # fmt: skip
    return record[:width]
