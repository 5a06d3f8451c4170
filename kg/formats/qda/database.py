"""Read the SQLite database of a coding program: read-only, within bounds, column by column.

Nothing in such a file is trusted: no view, trigger, virtual table or function of it runs, nothing
is written beside it, and what takes too long is interrupted. Columns are asked for by name, since
each version of a program has others; what nobody asked for is counted, so that nothing is silent.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from kg.findings import Place

if TYPE_CHECKING:
    from kg.formats.qda.project import Losses, Project
    from kg.formats.reporting import Report

MAX_FILE = 2_000_000_000
MAX_TEXT = 512_000_000
"""The most characters that are read from one file, all columns together."""
MAX_ROWS = 5_000_000
SECONDS = 120.0
"""The most time that the database itself may take."""

_MAX_VALUE = 64_000_000
_START = b"SQLite format 3\0"
_STEPS = 20_000
_ALLOWED = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION})
_FUNCTIONS = frozenset({"count", "coalesce", "typeof"})

Value = str | int | float | bytes | None
Row = tuple[Value, ...]


class TooMuch(Exception):
    """The file holds more than is read; the message says what."""


class Database:
    """The tables of one file. Ask for rows; then :meth:`count_unread` what was not asked for."""

    def __init__(self, connection: sqlite3.Connection, file: str, report: Report) -> None:
        self.file = file
        self.report = report
        self._connection = connection
        self._text = 0
        self._asked: dict[str, set[str]] = {}
        self._columns = {
            name: [row[0] for row in connection.execute(_COLUMNS, (name,))]
            for (name, sql) in connection.execute(_TABLES).fetchall()
            if isinstance(name, str) and not str(sql).lstrip().lower().startswith("create virtual")
        }
        connection.set_authorizer(_authorise)

    @property
    def tables(self) -> set[str]:
        """The names of its tables."""
        return set(self._columns)

    def place(self, table: str, row: int | None = None, column: str = "") -> Place:
        """Return the place of a value, as findings name it."""
        return Place(self.file, row, f"{table}.{column}" if column else table)

    def has(self, table: str, column: str) -> bool:
        """Say whether a table has a column."""
        return column in self._columns.get(table, ())

    def rows(self, table: str, *columns: str) -> Iterator[tuple[int, Row]]:
        """Yield each row of a table with its number; columns that are not there are None.

        A table or a column that this version of the program does not have is said once.
        """
        there = self._columns.get(table)
        self._asked.setdefault(table, set()).update(columns)
        if there is None:
            self._say_older(table, [])
            return
        if missing := [name for name in columns if name not in there]:
            self._say_older(table, missing)
        named = [name for name in columns if name in there]
        chosen = ", ".join(_quoted(name) for name in named) or "NULL"
        where = [columns.index(name) for name in named]
        for number, found in self._each(table, chosen):
            if where == list(range(len(columns))):
                yield number, found
            else:
                row: list[Value] = [None] * len(columns)
                for at, value in zip(where, found, strict=False):
                    row[at] = value
                yield number, tuple(row)

    def _each(self, table: str, chosen: str) -> Iterator[tuple[int, Row]]:
        try:
            cursor = self._connection.execute(
                f"SELECT rowid, {chosen} FROM {_quoted(table)} ORDER BY rowid"  # noqa: S608
            )
        except sqlite3.OperationalError as error:
            if "rowid" not in str(error):
                raise
            cursor = self._connection.execute(f"SELECT 0, {chosen} FROM {_quoted(table)}")  # noqa: S608
        for count, row in enumerate(cursor, 1):
            if count > MAX_ROWS:
                raise TooMuch(f"The table {table} has more than {MAX_ROWS:,} rows.")
            self._text += sum(len(v) for v in row if isinstance(v, str | bytes))
            if self._text > MAX_TEXT:
                raise TooMuch(f"The file holds more than {MAX_TEXT // 1_000_000} MB of text.")
            yield (row[0] if isinstance(row[0], int) and row[0] else count), row[1:]

    def _say_older(self, table: str, missing: list[str]) -> None:
        what = (
            f"The table {table} has no {', '.join(missing)}"
            if missing
            else f"There is no table {table}"
        )
        self.report.warning(
            "qda-other-version", self.place(table),
            f"{what}: another version of the program wrote this file.",
            "Nothing needs to be done; what others keep there is not known of this project.",
        )  # fmt: skip

    def count_unread(self, losses: Losses, why: Mapping[str, str]) -> None:
        """Count what was never asked for: values of columns, rows of tables.

        ``why`` gives a reason by table, or by ``table.column``; an empty one says that nothing
        is lost, such as with a program's own settings.
        """
        for table, columns in sorted(self._columns.items()):
            if table.startswith("sqlite_"):
                continue
            if table not in self._asked:
                reason = why.get(table, "this table is not known")
                if reason:
                    rows = self._number(f"SELECT count(*) FROM {_quoted(table)}")  # noqa: S608
                    losses.count(table, reason, rows)
                continue
            left = [c for c in columns if c not in self._asked[table]]
            for column in left:
                name = f"{table}.{column}"
                reason = why.get(name, "this column is not known")
                if reason:
                    held = f"{_quoted(column)} IS NOT NULL AND {_quoted(column)} NOT IN ('', 0)"
                    losses.count(
                        name, reason,
                        self._number(f"SELECT count(*) FROM {_quoted(table)} WHERE {held}"),  # noqa: S608
                    )  # fmt: skip

    def _number(self, query: str) -> int:
        return int(self._connection.execute(query).fetchone()[0])


_TABLES = "SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY name LIMIT 500"
_COLUMNS = "SELECT name FROM pragma_table_info(?) LIMIT 200"


def read_database(
    path: Path,
    report: Report,
    program: str,
    needed: set[str],
    read: Callable[[Database], Project | None],
) -> Project | None:
    """Open a database and read it; None, with a finding, when it is none or breaks while read.

    ``needed`` are the tables without which it is none of ``program``.
    """
    place = Place(path.name)
    if not _looks_right(path, report, program):
        return None
    try:
        with closing(_connected(path)) as connection:
            decoder = _Decoder()
            connection.text_factory = decoder.text
            _bound(connection)
            database = Database(connection, path.name, report)
            if missing := needed - database.tables:
                report.violation(
                    "qda-other-program", place,
                    f"This is no database of {program}: it has no table"
                    f" {', '.join(sorted(missing))}.",
                    f"Give a file that {program} wrote, with the ending of its projects.",
                )  # fmt: skip
                return None
            made = read(database)
            decoder.say(report, place, program)
            return made
    except TooMuch as error:
        report.violation("qda-too-large", place, str(error), "Split the project into several.")
    except (sqlite3.Error, UnicodeDecodeError) as error:  # also what SQLite says may be spoiled
        _say_damaged(report, place, program, error)
    return None


class _Decoder:
    """Reads text as UTF-8, and as Windows-1252 where it is none, as old programs wrote it."""

    def __init__(self) -> None:
        self.others = 0

    def text(self, raw: bytes) -> str:
        """Return a value of the database as text."""
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError:
            self.others += 1
            return raw.decode("cp1252", "replace")

    def say(self, report: Report, place: Place, program: str) -> None:
        """Report how many values were in another encoding."""
        if self.others:
            report.warning(
                "qda-encoding", place,
                f"{self.others} texts are not in UTF-8; they were read as Windows-1252.",
                f"Check letters with accents in the quotes, or save the project in {program} anew.",
            )  # fmt: skip


def _connected(path: Path) -> sqlite3.Connection:
    address = f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1"
    return sqlite3.connect(address, uri=True)


def _bound(connection: sqlite3.Connection) -> None:
    """Set every limit there is, before the first look at the file."""
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _MAX_VALUE)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    connection.setlimit(sqlite3.SQLITE_LIMIT_SQL_LENGTH, 100_000)
    connection.setlimit(sqlite3.SQLITE_LIMIT_WORKER_THREADS, 0)
    for pragma in (
        "trusted_schema = OFF",
        "query_only = ON",
        "cell_size_check = ON",
        "mmap_size = 0",
    ):
        connection.execute(f"PRAGMA {pragma}")
    end = time.monotonic() + SECONDS
    connection.set_progress_handler(lambda: time.monotonic() > end, _STEPS)


def _authorise(action: int, one: str | None, two: str | None, *_: str | None) -> int:
    if action not in _ALLOWED or (action == sqlite3.SQLITE_FUNCTION and two not in _FUNCTIONS):
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK


def _looks_right(path: Path, report: Report, program: str) -> bool:
    place = Place(path.name)
    with path.open("rb") as file:
        start = file.read(16)
    if start != _START:
        empty = not start
        report.violation(
            "qda-no-database", place,
            "The file is empty." if empty
            else "This is no SQLite database, or one that is encrypted or damaged.",
            f"Open the project in {program}, take a password away if there is one, and save it.",
        )  # fmt: skip
        return False
    if path.stat().st_size > MAX_FILE:
        report.violation(
            "qda-too-large", place, f"The file is larger than {MAX_FILE // 1_000_000_000} GB.",
            "Split the project into several.",
        )  # fmt: skip
        return False
    for ending in ("-wal", "-journal"):
        beside = path.with_name(path.name + ending)
        if beside.is_file() and beside.stat().st_size:
            report.warning(
                "qda-not-closed", place,
                f"{beside.name} lies beside it: changes that are not yet in the file are not read.",
                f"Close the project in {program} and load it again.",
            )  # fmt: skip
    return True


def _say_damaged(report: Report, place: Place, program: str, error: Exception) -> None:
    slow = "interrupted" in str(error)
    report.violation(
        "qda-too-slow" if slow else "qda-damaged", place,
        f"Reading it took longer than {SECONDS:.0f} s." if slow
        else f"The database cannot be read: {type(error).__name__}.",
        f"Open the project in {program} and save it under a new name.",
    )  # fmt: skip


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


# Values, which may be of any type whatever the column says.


def text(value: Value) -> str:
    """Return a value as text: empty where there is none.

    >>> text(None), text(3), text("a")
    ('', '3', 'a')
    """
    if value is None:
        return ""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def number(value: Value) -> int | None:
    """Return a whole number, however it is kept; None where it is none.

    >>> number(3.0), number("12"), number("x"), number(2.5)
    (3, 12, None, None)
    """
    if isinstance(value, str):
        plain = value.strip()
        value = int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 16 else None
    if isinstance(value, float):
        value = int(value) if value.is_integer() and abs(value) < 1e15 else None
    return value if isinstance(value, int) else None


def key(value: Value) -> int:
    """Return a number that refers to a row; -1, which no row has, where it is none."""
    found = number(value)
    return -1 if found is None else found
