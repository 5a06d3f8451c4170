"""Taguette's exports as tables: highlights, and codebooks, in CSV or XLSX.

They lack the place of the words, who coded them and when, and highlights without a tag. Documents
exported beside them, as HTML or text, give the place back where the words stand at one place
alone. White space between the words may be another than in the document: it is not compared.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from kg.findings import Place
from kg.formats import archive
from kg.formats.cells import TABLE_LIMIT, decode, read_bytes
from kg.formats.qda.offsets import clean
from kg.formats.qda.placing import parents_first
from kg.formats.qda.project import Code, Coding, Project, Selection, Source
from kg.formats.qda.taguette_html import below_tags, exported
from kg.formats.qda.taguette_names import CODEBOOK, HIGHLIGHTS, is_taguette_table

if TYPE_CHECKING:
    from kg.formats.reporting import Report

_MOST_BESIDE = 500
_MOST_TEXT = 20_000_000
_MOST_ROWS = 1_000_000
_SPACE = re.compile(r"\s+")

Row = tuple[int, list[str]]


def read_taguette_table(path: Path, report: Report) -> Project | None:
    """Read a table of highlights, or a codebook; None when it cannot be read."""
    rows = _rows(path, report)
    if rows is None:
        return None
    project = Project(name=path.stem, program="Taguette")
    header = [cell.strip().lower() for cell in rows[0][1]] if rows else []
    if header[:4] == list(CODEBOOK):
        _codes(project, rows[1:], report, Place(path.name))
    elif header[:4] == list(HIGHLIGHTS):
        _Highlights(project, path, report).read(rows[1:])
    else:
        report.violation(
            "taguette-columns", Place(path.name, 1),
            f"The columns are neither {', '.join(HIGHLIGHTS)} nor {', '.join(CODEBOOK)}.",
            "Export the highlights, or the codebook, from Taguette again.",
        )  # fmt: skip
        return None
    return project


# Rows.


def _rows(path: Path, report: Report) -> list[Row] | None:
    if path.suffix.lower() == ".csv":
        data = read_bytes(path, path.name, TABLE_LIMIT, report)
        text = None if data is None else decode(data, path.name, report)
        return None if text is None else _csv_rows(text, path.name, report)
    checked = archive.check(path)
    if checked.problem is not None:
        problem = checked.problem
        report.violation(problem.rule, Place(path.name), problem.message, problem.remedy)
        return None
    return _sheet_rows(path, report)


def _csv_rows(text: str, name: str, report: Report) -> list[Row] | None:
    found: list[Row] = []
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    try:
        for cells in reader:
            if any(cells):
                found.append((reader.line_num, cells))
    except csv.Error as error:
        report.violation(
            "broken-csv", Place(name, reader.line_num), f"The table breaks off: {error}.",
            "Export it from Taguette again.",
        )  # fmt: skip
        return None
    return found


def _sheet_rows(path: Path, report: Report) -> list[Row] | None:
    from openpyxl import load_workbook

    try:
        book = load_workbook(path, read_only=True, data_only=False)
        try:
            # A quote that begins with = was written as a formula: its text is the quote.
            rows = [
                (number, ["" if cell is None else str(cell) for cell in cells[:10]])
                for number, cells in enumerate(
                    book.worksheets[0].iter_rows(values_only=True, max_row=_MOST_ROWS), 1
                )
                if any(cell is not None for cell in cells)
            ]
        finally:
            book.close()
    except Exception as error:  # openpyxl raises of all kinds on what is broken
        report.violation(
            "archive-damaged", Place(path.name), f"It cannot be read: {type(error).__name__}.",
            "Export it from Taguette again.",
        )  # fmt: skip
        return None
    return rows


# Codes.


def _codes(project: Project, rows: list[Row], report: Report, place: Place) -> None:
    paths: dict[str, Code] = {}
    for _, cells in rows:
        name, definition = (*cells, "", "")[:2]
        if name.strip():
            paths.setdefault(name.strip(), Code(name.strip(), name.strip(), definition=definition))
    below_tags(paths)
    project.codes = parents_first(paths.values(), report, place)


def _beside(path: Path) -> Iterator[Path]:
    files = sorted(each for each in path.parent.iterdir() if each.is_file() and each != path)
    yield from files[:_MOST_BESIDE]


# Highlights.


class _Highlights:
    def __init__(self, project: Project, path: Path, report: Report) -> None:
        self.project, self.path, self.report = project, path, report
        self.sources: dict[str, Source] = {}

    def read(self, rows: list[Row]) -> None:
        """Read the rows below the header."""
        tags, marked = self._gather(rows)
        described = self._descriptions()
        every = dict.fromkeys([*described, *tags])
        paths = {tag: Code(tag, tag, definition=described.get(tag, "")) for tag in every}
        below_tags(paths)
        self.project.codes = parents_first(paths.values(), self.report, Place(self.path.name))
        texts = {name: found for name, found in self._documents() if name in self.sources}
        for name, source in self.sources.items():
            several = texts.get(name, [])
            if len(several) == 1:
                source.text, source.converted = several[0], True
        whole = {s.id: s.text for s in self.sources.values() if s.text}
        squeezed = {id: _squeeze(text) for id, text in whole.items()}
        lost = 0
        for row, selection in marked:
            at = _find(squeezed.get(selection.source), selection.text)
            if at is not None:
                selection.start, selection.end = at
                selection.text = whole[selection.source][at[0] : at[1]]
            elif selection.source in squeezed:
                self.report.warning(
                    "taguette-not-found", Place(self.path.name, row, "content"),
                    "The words do not stand at one place of their document alone.",
                    "They are kept without a place; Taguette's own file (.sqlite3) has it.",
                )  # fmt: skip
            else:
                lost += 1
        self.project.sources = list(self.sources.values())
        self.project.selections = [selection for _, selection in marked]
        losses = self.project.losses
        codings = sum(len(s.codings) for s in self.project.selections)
        losses.count("content", "where the words stand is not in this table", lost)
        losses.count("tag", "who put a tag there, and when, is not in this table", codings)

    def _gather(self, rows: list[Row]) -> tuple[dict[str, None], list[tuple[int, Selection]]]:
        tags: dict[str, None] = {}
        found: dict[tuple[str, str, str], tuple[int, Selection]] = {}
        for row, cells in rows:
            id, document, tag, content = (cell.strip() for cell in (*cells, "", "", "", "")[:4])
            if not content:
                self.report.warning(
                    "qda-empty", Place(self.path.name, row, "content"), "It has no words.",
                    "It is left out.",
                )  # fmt: skip
                continue
            source = self.sources.setdefault(document, Source(str(len(self.sources) + 1), document))
            key = (id or str(row), document, content)
            number = f"{id or row}-{len(found) + 1}" if key not in found else ""
            _, selection = found.setdefault(
                key, (row, Selection(number, source.id, text=clean(content)))
            )
            if tag and all(c.code != tag for c in selection.codings):
                tags.setdefault(tag)
                selection.codings.append(Coding(f"{selection.id}-{len(selection.codings)}", tag))
        return tags, list(found.values())

    def _descriptions(self) -> dict[str, str]:
        """Return what a codebook that lies beside says of tags."""
        for each in _beside(self.path):
            if each.suffix.lower() in (".csv", ".xlsx") and is_taguette_table(each):
                rows = _rows(each, self.report) or [(0, [])]
                if [cell.strip().lower() for cell in rows[0][1]][:4] == list(CODEBOOK):
                    return {c[0].strip(): c[1] for _, c in rows[1:] if len(c) > 1 and c[0].strip()}
        return {}

    def _documents(self) -> Iterator[tuple[str, list[str]]]:
        """Yield the texts that lie beside by the name of their document."""
        found: dict[str, list[str]] = {}
        for each in _beside(self.path):
            suffix = each.suffix.lower()
            if suffix not in (".html", ".htm", ".txt", ".md") or each.stat().st_size > _MOST_TEXT:
                continue
            said = each.read_bytes().decode("utf-8-sig", "replace")
            name, text = exported(said) if suffix.startswith(".h") else (each.stem, clean(said))
            if name and text not in found.setdefault(name, []):
                found[name].append(text)
        yield from found.items()


def _squeeze(text: str) -> tuple[str, list[int]]:
    """Return a text without white space, and where each character of it stands."""
    at = [n for n, char in enumerate(text) if not char.isspace()]
    return "".join(text[n] for n in at), at


def _find(squeezed: tuple[str, list[int]] | None, words: str) -> tuple[int, int] | None:
    """Return where words stand when they stand at one place alone, whatever the white space."""
    wanted = _SPACE.sub("", words)
    if squeezed is None or not wanted:
        return None
    text, at = squeezed
    first = text.find(wanted)
    if first < 0 or text.find(wanted, first + 1) >= 0:
        return None
    return at[first], at[first + len(wanted) - 1] + 1
