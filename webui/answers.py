"""A list of quotes in forms that other programs take: JSON, CSV, a workbook, Turtle."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from flask import Response

from kg import terms
from kg.errors import LimitReached, StoreBusy
from kg.evidence.answering import FACETS, Answer, answer_from, row_as_json
from kg.evidence.context import in_context, row_in_context_as_json
from kg.evidence.sparql import COLUMNS
from kg.evidence.spreadsheet import csv_lines
from kg.index import ask, open_index
from kg.index.index import Moved
from kg.pages import asked as asking

if TYPE_CHECKING:
    from kg.evidence.question import Question
    from kg.index import Index, Kind, QuoteRow
    from kg.store.base import Store
    from webui.asking import Request

PAGE = 50
"""How many quotes a page of JSON has unless another number is asked for; 0 asks for all."""
MOST_IN_WORKBOOK = 100_000
MOST_IN_CONTEXT = 200
_CHUNK = 2_000
_STATEMENTS = 200
"""How many quotes are asked for their statements at once."""
_DESCRIBED = """\
CONSTRUCT { ?thing ?property ?value } WHERE {
  VALUES ?quote { %s }
  { ?quote ?property ?value . BIND(?quote AS ?thing) }
  UNION { ?thing pif:codingTarget ?quote ; ?property ?value }
}"""


def as_json(store: Store, wanted: Request) -> Response:
    """Return the body of ``/api/quotes``: a page, or with ``limit=0`` all there are."""
    limit = PAGE if wanted.limit is None else wanted.limit
    if wanted.context is not None:
        limit = min(limit or MOST_IN_CONTEXT, MOST_IN_CONTEXT)
    if limit and limit <= _CHUNK:
        found = ask(store, lambda index: _first(index, wanted, limit))
        body = found.as_json()
        if wanted.context is not None:
            rows = in_context(store, found.rows, wanted.context)
            body["quotes"] = [row_in_context_as_json(row) for row in rows]
        text = json.dumps(body, ensure_ascii=False)
        return Response(text, content_type="application/json; charset=utf-8")
    index, question = _opened(store, wanted)
    first = _page(index, question, wanted, _CHUNK, wanted.after, FACETS)
    return Response(
        _json(index, question, wanted, first, limit or None),
        content_type="application/json; charset=utf-8",
    )


def as_csv(store: Store, wanted: Request) -> Response:
    """Return all quotes, or as many as ``limit`` says, as CSV that no spreadsheet runs."""
    index, question = _opened(store, wanted)
    rows = _rows(index, question, wanted)
    lines = csv_lines(COLUMNS, ([_cell(row, column) for column in COLUMNS] for row in rows))
    return _sent(lines, "text/csv; charset=utf-8", "quotes.csv")


def as_workbook(store: Store, wanted: Request) -> Response:
    """Return the same as a workbook for a spreadsheet program.

    Raises:
        LimitReached: There are more than a workbook is made for.
    """
    from kg.formats.workbook_writing import table_workbook

    index, question = _opened(store, wanted)
    first = _page(index, question, wanted, 1, wanted.after, ())
    count = min(first.total, wanted.limit or first.total)
    if count > MOST_IN_WORKBOOK:
        raise LimitReached(
            f"A workbook here has {MOST_IN_WORKBOOK:,} quotes at most, and these are {count:,}.",
            "Take them as CSV, or narrow the question.",
        )
    rows = ([_cell(row, column) for column in COLUMNS] for row in _rows(index, question, wanted))
    body = table_workbook("quotes", COLUMNS, rows)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return _sent(body, kind, "quotes.xlsx")


def as_turtle(store: Store, wanted: Request) -> Response:
    """Return what the graph states of each quote and of its coding acts, as Turtle."""
    from kg.query_text import with_prefixes

    index, question = _opened(store, wanted)

    def parts() -> Iterator[bytes]:
        batch: list[str] = []
        for row in chain(_rows(index, question, wanted), [None]):
            if row is not None:
                batch.append(terms.iri(row.iri))
            if batch and (row is None or len(batch) == _STATEMENTS):
                sparql = with_prefixes(_DESCRIBED % " ".join(batch))
                yield from store.query(sparql).write("turtle")
                yield b"\n"
                batch = []

    first = b"# What the graph states of these quotes and of the coding acts on them.\n"
    return _sent(chain([first], parts()), "text/turtle; charset=utf-8", "quotes.ttl")


def _opened(store: Store, wanted: Request) -> tuple[Index, Question]:
    index = open_index(store)
    asked = asking.read(index, wanted.given, wanted.mode)
    return asked.on(index), asked.question(index)


def _first(index: Index, wanted: Request, limit: int) -> Answer:
    asked = asking.read(index, wanted.given, wanted.mode)
    return answer_from(
        asked.on(index),
        asked.question(index),
        limit=limit,
        after=wanted.after,
        facets=FACETS,
        order=wanted.order,
    )


def _page(
    index: Index,
    question: Question,
    wanted: Request,
    limit: int,
    after: str | None,
    facets: Sequence[Kind] = (),
) -> Answer:
    try:
        return answer_from(
            index, question, limit=limit, after=after, facets=facets, order=wanted.order
        )
    except Moved:
        raise StoreBusy("The studies changed while the answer was written.", "Ask again.") from None


def _rows(index: Index, question: Question, wanted: Request) -> Iterator[QuoteRow]:
    """Yield quotes page by page from one state of the index, up to the limit asked for.

    Ends with an error where the studies change meanwhile: an answer cut short is none.
    """
    left, after = wanted.limit or None, wanted.after
    while True:
        found = _page(index, question, wanted, min(_CHUNK, left or _CHUNK), after)
        yield from found.rows
        if left is not None:
            left -= len(found.rows)
        if found.next is None or left == 0:
            return
        after = found.next


def _json(
    index: Index, question: Question, wanted: Request, first: Answer, limit: int | None
) -> Iterator[str]:
    body = first.as_json()
    del body["quotes"], body["next"]
    head = json.dumps({"total": body.pop("total"), "utterances": body.pop("utterances")})
    yield head[:-1] + ', "quotes": ['
    found, count, last = first, 0, None
    while True:
        rows = found.rows if limit is None else found.rows[: limit - count]
        for row in rows:
            yield (",\n" if count else "\n") + json.dumps(row_as_json(row), ensure_ascii=False)
            count += 1
        if found.next is None or (limit is not None and count >= limit):
            last = found.next
            break
        room = _CHUNK if limit is None else min(_CHUNK, limit - count)
        found = _page(index, question, wanted, room, found.next)
    body["next"] = last
    yield "],\n" + json.dumps(body, ensure_ascii=False)[1:]


def _cell(row: QuoteRow, column: str) -> str:
    value = getattr(row, column)
    return ";".join(value) if isinstance(value, tuple) else str(value or "")


def _sent(body: bytes | Iterator[str] | Iterator[bytes], content_type: str, name: str) -> Response:
    if not isinstance(body, bytes):
        # What fails at once fails with an error, not with half an answer.
        first = next(body, None)
        body = iter(()) if first is None else chain([first], body)  # type: ignore[assignment]
    answer = Response(body, content_type=content_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
