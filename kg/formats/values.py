"""Turn the cells of one row into values, reporting each cell that does not hold what it should."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from datetime import datetime
from decimal import Decimal

from kg.findings import Place
from kg.formats.reporting import Report, shown
from kg.formats.tables import Column, Table
from kg.identifiers import named, normal_id, wrong_with_id

_INTEGER = re.compile(r"[+-]?[0-9]{1,15}")
_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(?:\.[0-9]{1,15})?")
_MOMENT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:[T ]([0-9]{2}:[0-9]{2})(:[0-9]{2})?(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})?)?"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_TRUE, _FALSE = ("true", "yes", "1"), ("false", "no", "0")


def word_of(written: str) -> str:
    """Return a short value in lower case with hyphens.

    >>> word_of(" Medical  student ")
    'medical-student'
    """
    return "-".join(re.split(r"[\s_]+", unicodedata.normalize("NFC", written).strip().lower()))


def whole_number(written: str) -> int | None:
    """Return a whole number written in ASCII digits, or None."""
    return int(written) if _INTEGER.fullmatch(written) else None


def decimal_number(written: str) -> Decimal | None:
    """Return a number written with a decimal point, or None."""
    return Decimal(written) if _NUMBER.fullmatch(written) else None


def truth(written: str) -> bool | None:
    """Return what yes, no, true, false, 1 or 0 says, or None."""
    lowered = written.lower()
    return True if lowered in _TRUE else False if lowered in _FALSE else None


def moment(written: str) -> str | None:
    """Return a day or moment in the form of xsd:dateTime, or None.

    >>> moment("2024-05-02")
    '2024-05-02T00:00:00'
    """
    match = _MOMENT.fullmatch(written)
    if not match:
        return None
    day, minutes, seconds, fraction, zone = match.groups(default="")
    made = f"{day}T{minutes or '00:00'}{seconds or ':00'}{fraction}"
    try:
        # The zone's own range is checked too.
        datetime.fromisoformat(made + zone.replace("Z", "+00:00"))
    except ValueError:
        return None
    return made + zone


def control_character(written: str) -> str | None:
    """Name the first control character of a text and where it stands, or None."""
    found = _CONTROL.search(written)
    return f"{named(found[0])} at character {found.start()}" if found else None


class Cells:
    """One row of a table. Every reading method reports what is wrong and gives an empty value."""

    def __init__(
        self, table: Table, cells: dict[str, str], number: int, file: str, report: Report
    ) -> None:
        self.table = table
        self.cells = cells
        self.number = number
        self.file = file
        self.report = report
        self.place = Place(file, number)

    def at(self, column: str) -> Place:
        """Return the place of one cell."""
        return Place(self.file, self.number, column)

    def raw(self, column: str) -> str:
        """Return a cell as it is, empty when it holds spaces only or a control character."""
        cell = self.cells.get(column, "")
        if not cell or cell.isspace():
            return ""
        strange = control_character(cell)
        if strange:
            self.report.violation(
                "control-character", self.at(column),
                f"The cell holds a control character, {strange}.",
                "Take it out; it usually comes from copying out of a PDF or a word processor.",
            )  # fmt: skip
            return ""
        return cell

    def text(self, column: str) -> str:
        """Return a cell without the spaces around it."""
        return self.raw(column).strip()

    def check_filled(self) -> None:
        """Report each required cell that is empty."""
        for column in self.table.columns:
            if column.required and column.name in self.cells:
                cell = self.cells[column.name]
                if column.unless and self.text(column.unless):
                    continue
                if not cell or cell.isspace():
                    self.report.violation(
                        "missing-value", self.at(column.name),
                        f"The column {column.name} is empty.",
                        f"Fill it in: {column.about}",
                    )  # fmt: skip

    def id(self, column: str) -> str:
        """Return an id with its spaces dropped."""
        return self._id(self.raw(column), column)

    def _id(self, written: str, column: str) -> str:
        id = normal_id(written)
        wrong = wrong_with_id(id) if id else None
        if wrong:
            self.report.violation(
                "id", self.at(column), f"{shown(written)} cannot be an id: {wrong}.",
                "Use letters, digits, hyphens, full stops and underscores.",
            )  # fmt: skip
            return ""
        return id

    def ids(self, column: str) -> list[str]:
        """Return the parts of a cell between semicolons, each once, without spaces."""
        parts = (normal_id(part) for part in self.raw(column).split(";"))
        return list(dict.fromkeys(part for part in parts if part))

    def unknown(self, column: str, id: str, names: Collection[str], what: str = "") -> None:
        """Report an id that names nothing, with those most like it."""
        about = self.table.column(column)
        table = about.refers_to if about else ""
        what = what or (_SINGULAR.get(table, "row") if table else "one")
        self.report.violation(
            f"unknown-{what}", self.at(column), f"There is no {what} {shown(id)}.",
            self.report.nearest(id, names) or f"Add it to the {table or 'study'}, or mend the id.",
        )  # fmt: skip

    def word(self, column: str) -> str:
        """Return a short value, held to the column's list when that is closed."""
        written = self.text(column)
        word = word_of(written) if written else ""
        about = self._about(column)
        if word and about.closed and word not in about.values:
            self.report.violation(
                "unknown-value", self.at(column),
                f"{shown(written)} is not a value of {column}.",
                self.report.nearest(word, about.values)
                or f"Use one of: {', '.join(about.values)}.",
            )  # fmt: skip
            return ""
        return word

    def integer(self, column: str, least: int = 0) -> int | None:
        """Return a whole number that is not below ``least``."""
        written = self.text(column)
        if not written:
            return None
        number = whole_number(written)
        if number is None or number < least:
            why = "a whole number" if number is None else f"{least} or more"
            self._malformed(column, written, why, "Write digits only, such as 3.")
            return None
        return number

    def decimal(self, column: str) -> Decimal | None:
        """Return a number that is not negative."""
        written = self.text(column)
        if not written:
            return None
        number = decimal_number(written)
        if number is None or number < 0:
            self._malformed(
                column, written, "a number", "Write it with a decimal point, such as 1.5."
            )
            return None
        return number

    def boolean(self, column: str) -> bool | None:
        """Return yes or no."""
        written = self.text(column)
        if not written:
            return None
        value = truth(written)
        if value is None:
            self._malformed(column, written, "true or false", "Write true or false.")
        return value

    def date(self, column: str) -> str:
        """Return a day or moment as xsd:dateTime writes it."""
        written = self.text(column)
        if not written:
            return ""
        value = moment(written)
        if value is None:
            self._malformed(
                column, written, "a day or moment",
                "Write it as 2024-05-02 or 2024-05-02T14:30:00Z.",
            )  # fmt: skip
        return value or ""

    def _malformed(self, column: str, written: str, what: str, remedy: str) -> None:
        kind = self._about(column).kind
        self.report.violation(
            f"malformed-{kind}", self.at(column), f"{shown(written)} is not {what}.", remedy
        )

    def _about(self, column: str) -> Column:
        about = self.table.column(column)
        if about is None:
            raise KeyError(column)
        return about


_SINGULAR = {
    "participants": "participant",
    "documents": "document",
    "quotes": "quote",
    "regions": "region",
    "codebook": "code",
    "claims": "claim",
    "references": "reference",
}
