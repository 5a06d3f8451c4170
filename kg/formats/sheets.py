"""One worksheet as rows of text: values as a person sees them, whatever the cells hold inside."""

from __future__ import annotations

import re
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, time
from itertools import repeat
from typing import Any

from kg.csl import Fields, patched, read_further
from kg.findings import Place
from kg.formats.cells import CELL_LIMIT, COLUMN_LIMIT, Row, Sheet
from kg.formats.keys import Nested, Scalar, nest
from kg.formats.reporting import Report, shown
from kg.formats.structured import Settings
from kg.formats.tables import Column, Table

MAX_CELLS = 5_000_000
"""The most filled cells a sheet may have."""
MAX_ROWS = 1_048_576  # of the format itself
MAX_WIDTH = 16_384  # likewise
_BESIDE = 50
"""How many columns right of the last header are looked at. Notes further out are not data."""

_RETURN = re.compile(r"_x000D_\n?")
DAMAGED = (
    ValueError, TypeError, LookupError, AttributeError, SyntaxError, ArithmeticError,
    AssertionError, OSError, EOFError, RecursionError, RuntimeError, zipfile.BadZipFile,
    zlib.error,
)  # fmt: skip
"""What openpyxl raises on a file that is a zip of XML but not a sound workbook."""
SPOILT = ("workbook-damaged", "sheet-too-large")
"""The rules after whose breach rows of a sheet are missing."""

STUDY_SHEET = "study"
README_SHEET = "read me"
REFERENCES = Table(
    "references",
    "references.json",
    "One row for each work in the reference list of the publication.",
    (
        Column("id", "Name of the reference; citations name it.", True, "id", example="ref01"),
        Column(
            "type",
            "Kind of work, in the words of CSL.",
            True,
            values=("article-journal", "book", "chapter", "thesis", "report", "webpage"),
            example="article-journal",
        ),
        Column("author", "Family, Given; Family, Given.", example="Lave, J; Wenger, E"),
        Column("title", "Title of the work.", True),
        Column("container-title", "Journal or book it stands in."),
        Column("issued", "Year, or day: 2024 or 2024-09-15.", example="2024"),
        Column("volume", "Volume."),
        Column("issue", "Issue."),
        Column("page", "Pages.", example="1-11"),
        Column("publisher", "Publisher."),
        Column("DOI", "DOI, without https://doi.org/."),
        Column("note", "Anything a reader should know."),
    ),
    open=True,
)
"""The sheet that stands for references.json. Other columns are further fields of CSL-JSON."""
FURTHER = "further"
"""A column of it with what cells cannot say, such as a list of nothing: CSL-JSON, as JSON."""


class SheetReader:
    """Turns one worksheet of openpyxl into rows of text."""

    def __init__(
        self, label: str, table: Table | None, sheet: Any, formulas: Any, report: Report
    ) -> None:
        self._label, self._table, self._report = label, table, report
        self._sheet, self._formulas = sheet, formulas

    def table(self) -> Sheet | None:
        """Return the sheet as a table, or None without a usable header."""
        top, header = self._header()
        return Sheet(self._label, header, self._texts(top, header)) if header else None

    def study(self) -> Settings:
        """Return what the columns key and value say, as study.yaml would: everything is text."""
        top, header = self._header()
        for name in ("key", "value"):
            if header and name not in header:
                self._violation(
                    "missing-column", f"The column {name} is missing.",
                    "Name the two columns key and value in the first row.", top,
                )  # fmt: skip
        nested = self._nested(
            (row, _text(cells["key"]).strip(), _text(cells["value"]))
            for row, cells in self._typed(top, header)
            if "key" in cells and "value" in cells
        )
        values = nested.values
        if isinstance(publication := values.get("publication"), dict):
            values["publication"] = as_csl(publication)
        return Settings(self._label, values, nested.lines)

    def references(self) -> list[tuple[int, dict[str, Any]]]:
        """Return the row number and the CSL-JSON entry of each row."""
        top, header = self._header()
        return [
            (row, entry_of(self._nested((row, *cell) for cell in cells.items()).values))
            for row, cells in self._typed(top, header)
        ]

    def _nested(self, pairs: Iterable[tuple[int, str, Scalar]]) -> Nested:
        nested = nest(pairs)
        for row, problem in nested.problems.items():
            self._violation("broken-key", problem, "Change one of the two.", row, "key")
        return nested

    def _header(self) -> tuple[int, list[str]]:
        """Return the first row that holds anything and its number, or (0, []) if it is unusable."""
        rows = self._rows(self._sheet, MAX_WIDTH)
        for number, row in enumerate(rows, start=1):
            header = [_plain(cell.value) for cell in row]
            while header and not header[-1]:
                header.pop()
            if header:
                return number, header if self._sound_header(number, header) else []
        return 0, []

    def _sound_header(self, number: int, header: list[str]) -> bool:
        if len(header) > COLUMN_LIMIT:
            self._violation(
                "too-many-columns",
                f"The sheet has {len(header)} columns; {COLUMN_LIMIT} is the most.",
                "Take out the columns that are not needed.", number,
            )  # fmt: skip
            return False
        sound = True
        for column, name in enumerate(header):
            if not name:
                self._violation(
                    "unnamed-column", f"Column {_letters(column)} has no name.",
                    "Name it in the first row, or take it out.", number,
                )  # fmt: skip
                sound = False
            elif name in header[:column]:
                self._violation(
                    "duplicate-column", f"Two columns are called {shown(name)}.",
                    "Keep one of them.", number, name,
                )  # fmt: skip
                sound = False
        return sound

    def _texts(self, top: int, header: list[str]) -> Iterator[Row]:
        empty = dict.fromkeys(header, "")
        for row, cells in self._typed(top, header):
            yield row, {**empty, **{name: _text(value) for name, value in cells.items()}}

    def _typed(self, top: int, header: list[str]) -> Iterator[tuple[int, dict[str, Scalar]]]:
        """Yield the rows below the header that hold anything, without their empty cells."""
        if not header:
            return
        width = len(header) + _BESIDE
        twins = self._rows(self._formulas, width) if self._formulas else repeat(())
        pairs = zip(self._rows(self._sheet, width), twins, strict=False)
        blank: object = None
        read = 0
        for number, (row, twin) in enumerate(pairs, start=1):
            if number <= top or row is blank:  # the rows of a gap are one and the same object
                continue
            cells: dict[str, Scalar] = {}
            for column, cell in enumerate(row):
                if cell.value is None:
                    if twin and twin[column].data_type == "f" and cell.data_type != "str":
                        self._not_computed(number, header, column)
                    continue
                read += 1
                value = self._value(cell, number, header, column)
                if value is not None and value != "":
                    cells[header[column]] = value
            if read > MAX_CELLS:
                self._violation(
                    "sheet-too-large",
                    f"The sheet has more than {MAX_CELLS:,} filled cells; the rest is not read.",
                    "Split the study.", number,
                )  # fmt: skip
                return
            if cells:
                yield number, cells
            else:
                blank = row

    def _rows(self, sheet: Any, width: int) -> Iterator[Any]:
        # What a sheet claims about its size is not to be trusted, in either direction.
        sheet.reset_dimensions()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                yield from sheet.iter_rows(max_row=MAX_ROWS, max_col=min(width, MAX_WIDTH))
        except DAMAGED:
            damaged(self._label, self._report)

    def _value(self, cell: Any, row: int, header: list[str], column: int) -> Scalar | None:
        """Return what a cell says, or None when that was reported."""
        value = _scalar(cell.value)
        if value is None or (isinstance(value, str) and not value.strip()):
            return None
        if column >= len(header):
            self._violation(
                "too-many-cells",
                f"Column {_letters(column)} holds {shown(str(value), 40)} but has no name.",
                "Name the column in the first row, or clear the cell.", row,
            )  # fmt: skip
            return None
        name = header[column]
        if cell.data_type == "e":
            self._violation(
                "error-cell", f"The cell shows the error {value}.",
                "Mend its formula, or put the value itself into the cell.", row, name,
            )  # fmt: skip
            return None
        known = self._table.column(name) if self._table else None
        if known and known.kind in ("id", "ids") and isinstance(cell.value, datetime | time):
            self._violation(
                "date-for-id",
                f"The spreadsheet program has made a date of this id: {value}.",
                "Format the column as Text and type the id again.", row, name,
            )  # fmt: skip
            return None
        if isinstance(value, str) and len(value) > CELL_LIMIT:
            self._violation(
                "cell-too-large",
                f"The cell holds {len(value):,} characters; {CELL_LIMIT:,} is the most.",
                "Shorten the text.", row, name,
            )  # fmt: skip
            return None
        return value

    def _not_computed(self, row: int, header: list[str], column: int) -> None:
        self._violation(
            "formula-without-value", "The cell holds a formula whose value was not saved.",
            "Open the workbook in a spreadsheet program and save it, or put the value itself"
            " into the cell.",
            row, header[column] if column < len(header) else _letters(column),
        )  # fmt: skip

    def _violation(
        self, rule: str, message: str, remedy: str, row: int | None, column: str | None = None
    ) -> None:
        self._report.violation(rule, Place(self._label, row, column), message, remedy)


def damaged(label: str, report: Report) -> None:
    """Report that a workbook, or one sheet of it, is not sound."""
    report.violation(
        "workbook-damaged", Place(label), "This cannot be read as part of a workbook.",
        "Open it in a spreadsheet program and save it again as Excel Workbook (.xlsx).",
    )  # fmt: skip


def _scalar(value: object) -> Scalar | None:
    """Return a cell's value as a table would write it; numbers and booleans stay what they are."""
    if isinstance(value, float):
        return int(value) if value.is_integer() else float(f"{value:.15g}")
    if isinstance(value, datetime):
        day = (value.hour, value.minute, value.second, value.microsecond) == (0, 0, 0, 0)
        return value.date().isoformat() if day else value.isoformat(timespec="seconds")
    if isinstance(value, str):
        return _RETURN.sub("\n", value)
    return value if value is None or isinstance(value, int) else str(value)


def _text(value: Scalar) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _plain(value: object) -> str:
    scalar = _scalar(value)
    return "" if scalar is None else str(scalar).strip()


def _letters(column: int) -> str:
    """Return what a spreadsheet calls the column of a number counted from 0."""
    letters = ""
    while column >= 0:
        letters = chr(ord("A") + column % 26) + letters
        column = column // 26 - 1
    return letters


_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


def as_csl(work: dict[str, Any], *, part_of: Callable[[int], int | str] = str) -> dict[str, Any]:
    """Return a work in the fields of CSL-JSON: names and dates are taken apart, the rest is text.

    ``part_of`` makes what stands for a year, a month or a day.

    >>> as_csl({"author": "Lave, J; WHO", "issued": 1991})["author"]
    [{'family': 'Lave', 'given': 'J'}, {'literal': 'WHO'}]
    """
    csl = dict(work)
    for field_name in ("author", "editor"):
        names = csl.get(field_name)
        if isinstance(names, str):
            csl[field_name] = [_name(name) for name in names.split(";") if name.strip()]
        elif isinstance(names, list):
            csl[field_name] = [_name(n) if isinstance(n, str) else n for n in names]
    issued = csl.get("issued")
    if isinstance(issued, str | int) and not isinstance(issued, bool):
        date = _DATE.fullmatch(str(issued).strip())
        parts = [part_of(int(part)) for part in date.groups() if part] if date else []
        csl["issued"] = {"date-parts": [parts]} if parts else {"raw": str(issued)}
    return {
        name: str(value) if isinstance(value, int | float) else value for name, value in csl.items()
    }


def entry_of(row: dict[str, Any]) -> Fields:
    """Return the entry of CSL-JSON that a row of the sheet ``references`` says."""
    cells = dict(row)
    further = cells.pop(FURTHER, "")
    return patched(
        as_csl(cells, part_of=int), read_further(further if isinstance(further, str) else "")
    )


def _name(name: str) -> dict[str, str]:
    family, comma, given = name.partition(",")
    return (
        {"family": family.strip(), "given": given.strip()} if comma else {"literal": name.strip()}
    )
