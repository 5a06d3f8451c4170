"""Read a workbook (.xlsx): the tables of a study folder as sheets, checked the same way.

A sheet is named after its table; ``study`` has the columns key and value (:mod:`kg.formats.keys`)
and stands for ``study.yaml``; ``references`` stands for ``references.json``. Values are those that
the spreadsheet program computed last; macros, links and formatting are ignored, and what is
hidden is read like the rest. Texts of documents lie in ``documents/`` beside the workbook.
"""

from __future__ import annotations

import re
import warnings
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.findings import Place
from kg.formats import archive
from kg.formats.about import read_about
from kg.formats.bibliography import references as read_entries
from kg.formats.building import build
from kg.formats.cells import Sheet
from kg.formats.folder import Found, Texts
from kg.formats.reporting import Report, nearest, shown
from kg.formats.sheets import (
    DAMAGED,
    README_SHEET,
    REFERENCES,
    SPOILT,
    STUDY_SHEET,
    SheetReader,
    damaged,
)
from kg.formats.structured import Settings
from kg.formats.tables import TABLES
from kg.model import Study

if TYPE_CHECKING:
    from openpyxl import Workbook as _Book

SHEETS = (*TABLES, REFERENCES)

_FORMULA = re.compile(rb"<(?:\w{1,20}:)?f[ />]")
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/spreadsheetml/main")


@dataclass(slots=True)
class Opened:
    """An opened workbook: its tables by name, and what stands for study.yaml and the references.

    The rows of a sheet can be gone through once, while the workbook is open. ``names`` are the
    sheets that are there and known, ``others`` those that are not known.
    """

    names: set[str] = field(default_factory=set)
    others: list[str] = field(default_factory=list)
    sheets: dict[str, Sheet] = field(default_factory=dict)
    study: Settings | None = None
    references: list[tuple[int, dict[str, Any]]] | None = None
    references_label: str = ""


def read_workbook(path: Path, report: Report, *, study: str | None = None) -> Found:
    """Read a study from a workbook; what is wrong is reported. ``study`` replaces its id."""
    with Workbook(path, report) as opened:
        if not opened.names and not opened.others:
            return Found(None, False)
        needed = [STUDY_SHEET, *(table.name for table in TABLES if table.required)]
        missing = [name for name in needed if name not in opened.names]
        for name in missing:
            report.violation(
                "missing-sheet", Place(path.name), f"The workbook has no sheet {shown(name)}.",
                nearest(name, opened.others)
                or "`pif new NAME --xlsx` writes an empty workbook to copy from.",
            )  # fmt: skip
        settings = opened.study
        about = read_about(settings, report, study=study) if settings else None
        made = about or Study(study or "", Place(path.name), described=False)
        references = None
        if opened.references is not None:
            references = read_entries(opened.references, opened.references_label, made.id, report)
        elif REFERENCES.name not in opened.names:
            references = []
        texts = Texts(path.parent, report)
        whole = build(made, opened.sheets, references, report, text_of=texts.read)
        tables = opened.names - {STUDY_SHEET, REFERENCES.name}
        spoilt = any(report.has(rule, s.place) for s in opened.sheets.values() for rule in SPOILT)
        return Found(
            made,
            whole
            and not missing
            and not spoilt
            and tables <= opened.sheets.keys()
            and bool(made.id),
        )


class Workbook:
    """A workbook opened for reading; a context manager. What is wrong goes to the report."""

    def __init__(self, path: Path, report: Report) -> None:
        self._path = path
        self._report = report
        self._open = ExitStack()

    def __enter__(self) -> Opened:
        """Open it; after a violation there may be no sheets at all."""
        opened = Opened()
        seen = self._sound()
        if seen is None:
            return opened
        try:
            values = self._load(data_only=True)
            formulas = self._load(data_only=False) if "formula" in seen else None
            self._gather(opened, values, formulas)
        except DAMAGED:
            damaged(self._path.name, self._report)
        return opened

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def _sound(self) -> set[str] | None:
        checked = archive.check(self._path, {"formula": _FORMULA, "strict": _STRICT})
        problem = checked.problem
        if problem is None and "strict" in checked.seen:
            problem = archive.Problem(
                "workbook-strict",
                "The workbook is saved as Strict Open XML, which is not read.",
                "Save it as Excel Workbook (.xlsx).",
            )
        if problem is None:
            return checked.seen
        place = Place(self._path.name)
        self._report.violation(problem.rule, place, problem.message, problem.remedy)
        return None

    def _load(self, *, data_only: bool) -> _Book:
        from openpyxl import load_workbook

        with warnings.catch_warnings():
            # openpyxl warns about what it leaves out; none of that is data.
            warnings.simplefilter("ignore")
            # Opened here, because openpyxl leaves a file open whose content it cannot read.
            file = self._open.enter_context(self._path.open("rb"))
            book = load_workbook(file, True, data_only=data_only, keep_links=False)
        self._open.callback(book.close)
        return book

    def _gather(self, opened: Opened, values: _Book, formulas: _Book | None) -> None:
        known = {STUDY_SHEET: None, **{table.name: table for table in SHEETS}}
        for sheet in values.worksheets:
            name = sheet.title.strip().casefold()
            label = f"{self._path.name}, sheet {sheet.title}"
            if name not in known:
                opened.others.append(sheet.title)
                if name != README_SHEET:
                    self._report.warning(
                        "unknown-sheet", Place(label),
                        f"The sheet {shown(sheet.title)} is not read.",
                        nearest(name, known) or f"The sheets read are {', '.join(known)}.",
                    )  # fmt: skip
                continue
            if name in opened.names:
                self._report.violation(
                    "duplicate-sheet", Place(label), f"Two sheets are called {shown(name)}.",
                    "Rename one of them or delete it.",
                )  # fmt: skip
                continue
            opened.names.add(name)
            twin = formulas[sheet.title] if formulas else None
            reader = SheetReader(label, known[name], sheet, twin, self._report)
            if name == STUDY_SHEET:
                opened.study = reader.study()
            elif name == REFERENCES.name:
                opened.references_label, opened.references = label, reader.references()
            elif (table := reader.table()) is not None:
                opened.sheets[name] = table
