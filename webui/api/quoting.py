"""``/api/quotes``: evidence without SPARQL, a page at a time or all of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from flask import Response

from kg.answers import from_rows
from kg.errors import StoreBusy, UsageError
from kg.evidence import context
from kg.evidence.answering import FACETS, PAGE, Answer, answer_from, row_as_json
from kg.evidence.question import Question, question
from kg.evidence.sparql import COLUMNS
from kg.evidence.spreadsheet import harmless
from kg.index import Index, QuoteRow, open_index
from kg.index.index import Moved
from kg.terms import iri, text
from webui.api import forms, schemas
from webui.api.blueprint import pages
from webui.api.narrowing import MAPPINGS, MODE, NARROWING, conditions, mappings
from webui.api.operations import Form, Operation, operation
from webui.api.parameters import Asked, Parameter
from webui.sending import same_with, send, tag, unchanged
from webui.spool import Held
from webui.state import graph

if TYPE_CHECKING:
    from webui.negotiation import Offer

MOST_QUOTES = 1_000
"""How many quotes a page may have; 0 asks for all."""
_AT_ONCE = 2_000
_ATTEMPTS = 3
_OFFERS = (forms.JSON, forms.CSV, forms.TSV)

QUOTES = Operation(
    "/quotes",
    "quotes",
    "Quotes that meet conditions",
    "Quotes in order of study, document and quote, with their number, counts by facet, and the "
    "SPARQL query that means the same. Without a limit JSON has 50 of them and CSV and TSV all; "
    "`next` and the Link header lead to the rest.",
    (
        *NARROWING,
        MODE,
        MAPPINGS,
        Parameter("rank", "the most telling first; needs words", kind="boolean", default=False),
        Parameter("limit", "at most so many; 0 for all", kind="integer", least=0, most=MOST_QUOTES),
        Parameter("after", "the place that `next` of an answer named"),
        Parameter(
            "context",
            "also so many characters before and after, where the text is held (200 quotes at most)",
            kind="integer",
            least=1,
            most=context.MOST_CHARACTERS,
        ),
        Parameter(
            "safe",
            "in CSV and TSV: an apostrophe before what a spreadsheet would run as a formula",
            kind="boolean",
            default=False,
        ),
        forms.parameter(_OFFERS),
    ),
    (
        Form("application/json", schemas.QUOTES),
        Form("text/csv"),
        Form("text/tab-separated-values"),
    ),
    errors=(400, 404, 406, 413, 503),
    paged=True,
)


@operation(pages, QUOTES)
def quotes(asked: Asked) -> Response:
    """Answer a question about quotes."""
    form = forms.chosen(asked, _OFFERS)
    for _ in range(_ATTEMPTS):
        index = open_index(graph().store).choosing(mappings(asked))
        validator = tag("quotes", index.revision, form.name, sorted(asked.given))
        if (same := unchanged(validator)) is not None:
            return same
        try:
            return _answered(asked, form, index, validator)
        except Moved:
            continue
    raise StoreBusy("The studies keep changing.", "Ask again.")


def _answered(asked: Asked, form: Offer, index: Index, validator: str) -> Response:
    with index.reading():
        meant = question(index, mode=asked["mode"], **conditions(asked))
    limit = asked["limit"]
    if limit is None:
        limit = PAGE if form is forms.JSON else 0
    if asked["context"] is not None and not 0 < limit <= context.MOST_QUOTES:
        raise UsageError(
            f"Context is given for {context.MOST_QUOTES} quotes at most.",
            f"Set limit to a number from 1 to {context.MOST_QUOTES}.",
        )
    reading = _Reading(index, meant, asked, limit)
    held = Held(
        reading.json() if form is forms.JSON else reading.table(form),
        f"Ask page by page: limit={MOST_QUOTES}, then follow `next`.",
    )
    links = {}
    if asked["after"] is not None:
        links["first"] = same_with(asked.but(after=None))
    if reading.next is not None:
        links["next"] = same_with(asked.but(after=reading.next))
    return send(
        held.chunks(),
        form.content_type,
        validator=validator,
        size=held.size,
        close=held.close,
        links=links,
        headers={"X-Total-Count": str(reading.first.total)},
    )


class _Reading:
    """Reads the rows of an answer, some at a time, up to a limit (0: none)."""

    def __init__(self, index: Index, meant: Question, asked: Asked, limit: int) -> None:
        self.index, self.meant, self.asked, self.limit = index, meant, asked, limit
        self.next: str | None = None
        self.first = self._page(asked["after"], first=True)

    def _page(self, after: str | None, *, count: int = 0, first: bool = False) -> Answer:
        left = self.limit - count if self.limit else _AT_ONCE
        found = answer_from(
            self.index,
            self.meant,
            limit=min(left, _AT_ONCE),
            after=after,
            facets=FACETS if first else (),
            order="rank" if self.asked["rank"] else "study",
        )
        around = self.asked["context"]
        if around is None:
            return found
        return replace(found, rows=context.in_context(graph().store, found.rows, around))

    def rows(self) -> Iterator[QuoteRow]:
        """Yield the rows; then ``next`` says where the others begin."""
        page, count = self.first, 0
        while True:
            yield from page.rows
            count += len(page.rows)
            self.next = page.next
            if page.next is None or (self.limit and count >= self.limit):
                return
            page = self._page(page.next, count=count)

    def json(self) -> Iterator[bytes]:
        """Yield the body in JSON."""
        as_json = context.row_in_context_as_json if self.asked["context"] else row_as_json
        body = self.first.as_json()
        total = body.pop("total")
        del body["quotes"], body["next"]
        yield f'{{"total":{total},"quotes":['.encode()
        for i, row in enumerate(self.rows()):
            yield (("," if i else "") + _dumped(as_json(row))).encode()
        body["next"] = self.next
        yield f"],{_dumped(body)[1:]}\n".encode()

    def table(self, form: Offer) -> Iterator[bytes]:
        """Yield the rows as CSV or TSV."""
        columns = COLUMNS + (context.COLUMNS if self.asked["context"] else ())
        safe = self.asked["safe"]
        terms = (_terms(row, columns, safe=safe) for row in self.rows())
        return from_rows(list(columns), terms, form.name)  # type: ignore[arg-type]


def _terms(row: QuoteRow, columns: Sequence[str], *, safe: bool) -> dict[str, str]:
    found = {}
    for column in columns:
        value = getattr(row, column)
        cell = ";".join(value) if isinstance(value, tuple) else str(value or "")
        if cell or column in ("text", "codes", "claim"):
            plain = text(harmless(cell) if safe else cell)
            found[column] = iri(cell) if column == "iri" and not safe else plain
    return found


def _dumped(said: object) -> str:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))
