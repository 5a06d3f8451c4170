"""Write a workbook (.xlsx): one sheet for each table, made so that it is easy to fill in rightly.

The same content gives the same bytes.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import UsageError
from kg.formats.keys import Scalar, flatten
from kg.formats.sheets import README_SHEET, REFERENCES, STUDY_SHEET
from kg.formats.tables import TABLES, Column, Table

if TYPE_CHECKING:
    from openpyxl import Workbook

CELL_MOST = 32_767
"""The most characters a spreadsheet program keeps in one cell."""

_MOMENT = (2024, 1, 1, 0, 0, 0)
_LONG = frozenset(
    ("text", "definition", "include", "exclude", "example", "rationale", "note", "title", "comment")
)
_LAST_ROW = 1_048_576


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the sheet ``study``; ``about`` explains the key to the person who fills it in."""

    key: str
    value: Scalar | None = None
    about: str = ""
    values: tuple[str, ...] = ()


def write_workbook(
    target: Path,
    *,
    study: Sequence[Line] = (),
    rows: Mapping[str, Sequence[Mapping[str, Scalar]]] | None = None,
) -> None:
    """Write a workbook; ``rows`` has the rows of a table or of ``references`` by the table's name.

    Tables without rows get their header. Keys of a row that are no column of the table become
    further columns.

    Raises:
        UsageError: A text is longer than a cell can be, or holds a character no cell can hold.
    """
    from openpyxl import Workbook
    from openpyxl.utils.exceptions import IllegalCharacterError

    book = Workbook()
    _write_readme(book)
    _write_study(book, study)
    for table in (*TABLES, REFERENCES):
        try:
            _write_table(book, table, (rows or {}).get(table.name, ()))
        except IllegalCharacterError:
            raise UsageError(
                f"A row of {table.name} holds a control character, which no workbook can hold.",
                "Write a folder instead.",
            ) from None
    book.active = 1
    buffer = io.BytesIO()
    book.save(buffer)
    target.write_bytes(settled(buffer))


def table_workbook(
    title: str, header: Sequence[str], rows: Iterable[Sequence[str | int | float | None]]
) -> bytes:
    """Return a workbook of one sheet, all of its cells numbers, or text that no program runs.

    Characters that a workbook cannot hold are left out of it, and a text longer than a cell may be
    ends in words that say so.
    """
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    top = Alignment(vertical="top", wrap_text=True)
    for column, name in enumerate(header, 1):
        sheet.column_dimensions[get_column_letter(column)].width = 80 if name == "text" else 20
    for number, row in enumerate(chain([header], rows)):
        cells = []
        for said in row:
            if not isinstance(said, str):
                cells.append(WriteOnlyCell(sheet, said))
                continue
            cell = WriteOnlyCell(sheet, _fitting(said))
            cell.data_type = "s"  # never a formula, whatever it begins with
            cell.quotePrefix = said.startswith(("=", "+", "-", "@", "\t"))
            if number == 0:
                cell.font = Font(bold=True)
            else:
                cell.alignment = top
            cells.append(cell)
        sheet.append(cells)
    buffer = io.BytesIO()
    book.save(buffer)
    return settled(buffer)


_NOT_IN_CELLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def _fitting(said: str) -> str:
    kept = _NOT_IN_CELLS.sub("", said)
    if len(kept) <= CELL_MOST:
        return kept
    cut = f" […] The text has {len(kept):,} characters; the rest does not fit into a cell."
    return kept[: CELL_MOST - len(cut)] + cut


def _write_readme(book: Workbook) -> None:
    from openpyxl.styles import Alignment, Font

    sheet: Any = book.active
    sheet.title = README_SHEET
    heads = ("How to fill in this workbook", "The sheets")
    lines = [
        heads[0],
        "One sheet for each kind of record; start with documents, quotes, codebook, codings.",
        "Columns in bold are needed. Point at the head of a column to read what it is for.",
        "Ids are yours to choose; sheets refer to one another by them. Use pseudonyms only.",
        "Sheets you do not need may stay empty. Do not rename sheets or columns.",
        "Then: pif validate NAME.xlsx says, cell by cell, what is still wrong or missing.",
        "",
        heads[1],
        f"{STUDY_SHEET}: the study as a whole, one thing a row.",
        *[f"{table.name}: {table.about}" for table in (*TABLES, REFERENCES)],
    ]
    for number, text in enumerate(lines, start=1):
        cell = sheet.cell(number, 1, text)
        cell.font = Font(bold=text in heads)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.column_dimensions["A"].width = 100


def _write_study(book: Workbook, study: Sequence[Line]) -> None:
    from openpyxl.styles import Alignment

    sheet = book.create_sheet(STUDY_SHEET)
    heads = (
        Column("key", "What the row says about the study. A key may stand in several rows.", True),
        Column("value", "Fill this in.", True),
        Column("about", "What the key means; not read."),
    )
    for number, column in enumerate(heads, start=1):
        _head(sheet, number, column)
    for number, line in enumerate(study, start=2):
        _put(sheet, number, 1, line.key, "@")
        if line.value is not None:
            _put(sheet, number, 2, line.value, "General")
        _put(sheet, number, 3, line.about, "General")
        for at in (2, 3):
            sheet.cell(number, at).alignment = Alignment(wrap_text=True, vertical="top")
        _offer(sheet, f"B{number}", line.values, closed=False)
    for letter, width in (("A", 32), ("B", 60), ("C", 80)):
        sheet.column_dimensions[letter].width = width


def _write_table(book: Workbook, table: Table, rows: Sequence[Mapping[str, Scalar]]) -> None:
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(table.name)
    columns = [*table.columns, *_further(table, rows)]
    for number, column in enumerate(columns, start=1):
        letter = get_column_letter(number)
        style = sheet.column_dimensions[letter]
        style.width = 60 if column.name in _LONG else max(14, len(column.name) + 4)
        style.number_format = _number_format(column)
        _head(sheet, number, column)
        _offer(sheet, f"{letter}2:{letter}{_LAST_ROW}", column.values, closed=column.closed)
    for row_number, row in enumerate(rows, start=2):
        for number, column in enumerate(columns, start=1):
            value = row.get(column.name, "")
            if value != "":
                _put(sheet, row_number, number, value, _number_format(column))


def _further(table: Table, rows: Iterable[Mapping[str, Scalar]]) -> list[Column]:
    known = {column.name for column in table.columns}
    names = dict.fromkeys(name for row in rows for name in row if name not in known)
    return [Column(name, "A column of this study's own.") for name in names]


def _number_format(column: Column) -> str:
    # As text, so that the spreadsheet makes no date of page 1-11 and no number of id 007. Long
    # texts are not set so: some versions show #### for them.
    return (
        "General"
        if column.kind in ("integer", "number", "boolean") or column.name in _LONG
        else "@"
    )


def _head(sheet: Any, number: int, column: Column) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font, PatternFill

    cell = sheet.cell(1, number, column.name)
    cell.font = Font(bold=column.required)
    cell.fill = PatternFill("solid", fgColor="FFE8EEF4")
    cell.alignment = Alignment(vertical="top")
    needed = f" without a {column.unless}" if column.unless else ""
    said = [column.about, f"Needed in every row{needed}." if column.required else ""]
    if column.refers_to:
        said.append(f"An id of the sheet {column.refers_to}.")
    if column.values and not column.closed:
        said.append(f"Such as {', '.join(column.values)}.")
    if column.example:
        said.append(f"Example: {column.example}")
    cell.comment = Comment("\n".join(filter(None, said)), "pif-kg", height=120, width=300)
    sheet.freeze_panes = "B2"


def _offer(sheet: Any, where: str, values: tuple[str, ...], *, closed: bool) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    if not values:
        return
    rule = DataValidation(
        type="list",
        formula1=f'"{",".join(values)}"',
        allow_blank=True,
        showErrorMessage=closed,
        errorTitle="Not one of the values",
        error=f"Choose one of: {', '.join(values)}.",
    )
    rule.add(where)
    sheet.add_data_validation(rule)


def _put(sheet: Any, row: int, column: int, value: Scalar, number_format: str) -> None:
    if isinstance(value, str) and len(value) > CELL_MOST:
        raise UsageError(
            f"A text of {sheet.title} has {len(value):,} characters; a cell of a workbook holds "
            f"{CELL_MOST:,}.",
            "Write a folder instead.",
        )
    cell = sheet.cell(row, column, value)
    cell.number_format = number_format
    if isinstance(value, str):
        cell.data_type = "s"  # never a formula, whatever it begins with
        cell.quotePrefix = value.startswith(("=", "+", "-", "@", "\t"))


def reference_row(work: Mapping[str, Any]) -> dict[str, Scalar]:
    """Return an entry of CSL-JSON as a row of the sheet ``references``, names and date on one line.

    >>> reference_row({"id": "r", "author": [{"family": "Lave", "given": "J"}]})
    {'id': 'r', 'author': 'Lave, J'}
    """
    plain = dict(work)
    for role in ("author", "editor"):
        names = [_one_line(name) for name in work.get(role) or ()]
        if names and all(names):
            plain[role] = "; ".join(names)
    match work.get("issued"):
        case {"date-parts": [[_, *_] as parts], **more} if not more:
            plain["issued"] = "-".join(f"{int(part):02d}" for part in parts)
    return dict(flatten(plain, once=True))


def _one_line(name: Mapping[str, Any]) -> str:
    """Return a name on one line, or nothing when it has more parts than that can say."""
    match name:
        case {"family": str(family), "given": str(given), **more} if not more:
            whole = f"{family}, {given}"
        case {"literal": str(literal), **more} if not more and "," not in literal:
            whole = literal
        case _:
            return ""
    return "" if ";" in whole else whole


_MODIFIED = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:\2>)")


def settled(buffer: io.BytesIO) -> bytes:
    """Return a zip's bytes with the moments of its making taken out."""
    settled = io.BytesIO()
    moment = b"%04d-%02d-%02dT%02d:%02d:%02dZ" % _MOMENT
    with zipfile.ZipFile(buffer) as made, zipfile.ZipFile(settled, "w") as written:
        for entry in made.infolist():
            content = made.read(entry)
            if entry.filename == "docProps/core.xml":
                content = _MODIFIED.sub(rb"\g<1>" + moment + rb"\g<3>", content)
            part = zipfile.ZipInfo(entry.filename, _MOMENT)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.external_attr = 0o644 << 16
            written.writestr(part, content)
    return settled.getvalue()
