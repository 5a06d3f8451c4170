"""Change texts in a workbook and leave its sheets, widths and rules as they are."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from kg.formats.workbook_writing import settled

Change = Callable[[str, str, str, dict[str, str]], str]


def edit_workbook(
    source: Path,
    change: Callable[[str, str, str, dict[str, str]], str],
    more: Callable[[], Mapping[str, Iterable[list[str]]]],
) -> bytes:
    """Return a workbook whose texts were changed, and ``more`` rows below those of sheets.

    ``change`` gets the sheet, the column, the text and the whole row; the first row that holds
    anything names the columns, and for it the row is empty. Formulas become what they said last.
    Notes on cells and the names of who wrote the file are changed too.
    """
    from openpyxl import load_workbook
    from openpyxl.comments import Comment

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = load_workbook(source, data_only=True, keep_links=False)
    for sheet in book.worksheets:
        name = sheet.title.strip().casefold()
        header: list[str] = []
        for row in sheet.iter_rows():
            said: dict[str, str] = {}
            columns = [*header, *[""] * (len(row) - len(header))]
            if header:
                values = ("" if cell.value is None else str(cell.value) for cell in row)
                said = dict(zip(columns, values, strict=False))
            elif any(cell.value is not None for cell in row):
                header = [str(cell.value or "").strip() for cell in row]
                columns = header
            for column, cell in zip(columns, row, strict=False):
                if cell.comment is not None:
                    now = change(name, "", cell.comment.text, {})
                    author = change(name, "", cell.comment.author or "", {})
                    if (now, author) != (cell.comment.text, cell.comment.author):
                        cell.comment = Comment(now, author)
                if cell.value is None:
                    continue
                written = str(cell.value)
                now = change(name, column, written, said)
                if now != written:
                    cell.value = int(now) if isinstance(cell.value, int | float) else now
                    if isinstance(cell.value, str):
                        cell.data_type = "s"
        sheet.title = change(name, "", sheet.title, {}) or sheet.title
    rows = more()
    for sheet in book.worksheets:
        for added in rows.get(sheet.title.strip().casefold(), ()):
            sheet.append(added)
    properties = book.properties
    for field in ("creator", "lastModifiedBy", "title", "subject", "description", "keywords"):
        value = getattr(properties, field)
        if isinstance(value, str):
            setattr(properties, field, change("", "", value, {}))
    buffer = io.BytesIO()
    book.save(buffer)
    return settled(buffer)
