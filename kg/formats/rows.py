"""Walk through the tables of a study: headers checked, ids remembered, references looked up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kg.findings import Place
from kg.formats.cells import Sheet
from kg.formats.reporting import Report, shown
from kg.formats.tables import Column, Table
from kg.formats.values import Cells


class Tables:
    """The tables of one study. ``lost`` names those that could not be read whole.

    An id that is missing from a lost table is not reported: it may have stood in it.
    """

    def __init__(self, sheets: Mapping[str, Sheet], report: Report) -> None:
        self.sheets = sheets
        self.report = report
        self.lost: set[str] = set()
        self.ids: dict[str, dict[str, Place]] = {}

    def rows(self, table: Table) -> Iterator[Cells]:
        """Yield the rows of a table after checking its header."""
        self.ids.setdefault(table.name, {})
        sheet = self.sheets.get(table.name)
        if sheet is None:
            if table.required:
                self.lost.add(table.name)
            return
        if not self._check_header(table, sheet):
            self.lost.add(table.name)
            return
        empty = True
        for number, cells in sheet.rows:
            empty = False
            row = Cells(table, cells, number, sheet.place, self.report)
            row.check_filled()
            yield row
        if self.report.has("broken-csv", sheet.place):
            self.lost.add(table.name)
        elif empty and table.required:
            self.report.warning(
                "no-rows", Place(sheet.place), "The table has a header and no rows.",
                f"Fill it in: {table.about}",
            )  # fmt: skip

    def _check_header(self, table: Table, sheet: Sheet) -> bool:
        whole = True
        names = [column.name for column in table.columns]
        for column in table.columns:
            if column.required and column.name not in sheet.header:
                strange = [name for name in sheet.header if name not in names]
                self.report.violation(
                    "missing-column", Place(sheet.place, 1, column.name),
                    f"The column {column.name} is missing.",
                    self._mend_column(column, strange),
                )  # fmt: skip
                whole = False
        for name in sheet.header:
            if name not in names:
                self._check_extra(table, name, names, sheet)
        return whole

    def _mend_column(self, column: Column, strange: list[str]) -> str:
        like = self.report.nearest(column.name, strange)
        return like or f"Add it to the first row: {column.about}"

    def _check_extra(self, table: Table, name: str, names: list[str], sheet: Sheet) -> None:
        import difflib

        like = difflib.get_close_matches(name.lower(), names, n=1, cutoff=0.8)
        if table.open and not like:
            return
        hint = f"Did you mean '{like[0]}'? " if like else ""
        use = "An attribute of participants may be called so." if table.open else ""
        self.report.warning(
            "unknown-column", Place(sheet.place, 1, name),
            f"The column {shown(name)} is not known" + ("." if table.open else " and not read."),
            hint + (use or f"{sheet.place} has the columns {', '.join(names)}."),
        )  # fmt: skip

    def is_new(self, row: Cells, column: str, id: str, key: str = "", what: str = "") -> bool:
        """Remember an id with its row; report it when an earlier row has it.

        ``key`` is what must differ, if that is more than the id.
        """
        known = self.ids[row.table.name]
        key = key or id
        first = known.setdefault(key, row.place)
        if first is row.place:
            return True
        self.report.violation(
            "duplicate-id", row.at(column),
            f"{what or column} {shown(id)} stands in row {first.row} already.",
            "Give one of the two another id, or take it out.",
        )  # fmt: skip
        return False

    def reference(self, row: Cells, column: str) -> str:
        """Return an id that must stand in the table its column refers to; empty if it does not."""
        id = row.id(column)
        about = row.table.column(column)
        table = about.refers_to if about else ""
        known = self.ids.get(table, {})
        if not id or id in known:
            return id
        if table not in self.lost:
            row.unknown(column, id, known)
        return ""
