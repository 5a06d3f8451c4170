"""Answers to saved queries, whole or page by page, for the API and the pages alike.

A query is answered in the site's jail where there is one. A page is cut out of the whole answer
at one revision of the store: its rows stand in a file, one a line, so that the next page costs
no second run, every page is of the same answer, and how many rows there are is known.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from flask import current_app, request

from kg.answers import plain
from kg.errors import BadParameter
from kg.queries import Prepared, QueryAnswer
from kg.sandbox import Job
from kg.store.base import Kind, ResultFormat
from kg.store.engine import read_lines
from kg.store.querytext import QueryText
from webui.sorting import in_order, no_column
from webui.spool import Held, Lines, Spool
from webui.state import site

MOST_ROWS = 10_000
"""How many rows a page may have."""
_KEY = "pif-spool"


class PageGone(BadParameter):
    """The page that is asked for was one of an answer that is no longer so."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole answer, written out: ``size`` is in bytes, None where it is not known."""

    chunks: Iterator[bytes]
    revision: str
    size: int | None
    close: Callable[[], object]
    """Lets go of the answer, read or not."""


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of an answer of ``total``, from the row ``first`` (counted from 0) on."""

    answer: QueryAnswer
    revision: str
    total: int
    first: int
    count: int

    @property
    def next(self) -> str | None:
        """The token of the page after this one; None after the last."""
        end = self.first + self.count
        return token(self.revision, end) if self.count and end < self.total else None

    def before(self, limit: int) -> str | None:
        """Return the token of the page of so many rows before this one, empty for the first.

        None where there is none before.
        """
        if not self.first:
            return None
        start = max(0, self.first - limit)
        return token(self.revision, start) if start else ""


def kind_of(ready: Prepared) -> Kind:
    """Return what a query answers with: rows, yes or no, a graph."""
    return QueryText(ready.sparql).kind


def whole(ready: Prepared, format: ResultFormat) -> Whole:
    """Answer a query in a format.

    Raises:
        UsageError: The query is none, or has no such format.
        LimitReached: It takes too long, too much memory, or too many bytes.
    """
    if not ready.hidden:
        return _run(ready.sparql, format)
    page = _cut(ready, 0, None)
    return _whole(iter(page.answer.write(format)), page.revision)


@dataclass(frozen=True, slots=True)
class Rows:
    """All rows of an answer, as what CSV shows of them."""

    columns: list[str]
    revision: str
    answer: QueryAnswer

    def cells(self) -> Iterator[list[str]]:
        """Yield the cells of each row."""
        for row in self.answer.rows():
            yield [plain(row[c]) if c in row else "" for c in self.columns]


def rows(ready: Prepared) -> Rows:
    """Return all rows of an answer.

    Raises:
        BadParameter: The query answers with something else than rows.
    """
    _only_rows(ready)
    found = _cut(ready, 0, None)
    return Rows(found.answer.variables, found.revision, found.answer)


def page(ready: Prepared, limit: int, after: str | None, order: str = "") -> Page:
    """Return so many rows of an answer, after the place that ``next`` of a page named.

    ``order`` is the column that rows are sorted by, with a minus before it from the highest down;
    without it they stand as the query orders them.

    Raises:
        PageGone: The store has changed since.
        BadParameter: It is no such place, there is no such column, or the query answers with
            something else than rows.
        LimitReached: There are too many rows to be sorted here.
    """
    _only_rows(ready)
    start = 0
    if after is not None:
        revision, start = _place(after)
        if revision != site().graph.store.revision()[: len(revision)]:
            raise PageGone(
                "The store has changed since that page was made.", "Begin again without `after`."
            )
    return _cut(ready, start, limit, order)


def _only_rows(ready: Prepared) -> None:
    if kind_of(ready) != "select":
        raise BadParameter("This query does not answer with rows.", "Leave limit and after out.")


def token(revision: str, start: int) -> str:
    """Return what names a place in an answer at one revision."""
    written = json.dumps([revision[:16], start], separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(written).decode().rstrip("=")


def _place(after: str) -> tuple[str, int]:
    try:
        padded = after.encode("ascii") + b"=" * (-len(after) % 4)
        revision, start = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        if not isinstance(revision, str) or len(revision) != 16 or type(start) is not int:
            raise ValueError
        if start < 0:
            raise ValueError
    except (ValueError, TypeError, RecursionError):
        raise BadParameter(
            f"{after[:80]!r} is not the place where a page begins.",
            "Use what the link to the next page says.",
        ) from None
    return revision, start


def _cut(ready: Prepared, start: int, limit: int | None, order: str = "") -> Page:
    spool = _spool()
    lines = spool.get(site().graph.store.revision(), ready.sparql)
    if lines is None:
        done = _run(ready.sparql, "tsv")
        try:
            lines = spool.keep(Lines(done.revision, done.chunks), ready.sparql)
        finally:
            done.close()
    if order:
        if order.removeprefix("-") in ready.hidden:
            raise no_column(order)
        rows, count = in_order(lines, order, start, limit)
    else:
        rows, count = lines.cut(start, limit)
    found = QueryAnswer(read_lines(rows), ready.hidden, ready.bindings, ready.defaults_used)
    return Page(found, lines.revision, lines.total, start, count)


def _run(sparql: str, format: ResultFormat) -> Whole:
    jail, store = site().jail, site().graph.store
    if jail is not None:
        job = Job(sparql, format, client=request.remote_addr or "", known=True)
        result = jail.run(job, gone=request.environ.get("waitress.client_disconnected"))
        return Whole(result.chunks(), result.revision, result.size, result.close)
    revision = store.revision()
    return _whole(store.query(sparql).write(format), revision)


def _whole(chunks: Iterator[bytes], revision: str) -> Whole:
    held = Held(chunks, "Narrow the question, for instance to one study.")
    return Whole(held.chunks(), revision, held.size, held.close)


def _spool() -> Spool:
    kept: Spool = current_app.extensions.setdefault(_KEY, Spool())
    return kept
