"""SERVICE, for the few endpoints an administrator allows: asked by us, before the query runs.

The engine never asks another server. What stands in ``SERVICE <allowed> { … }`` is asked of that
endpoint by itself, and the rows it answers with take its place as VALUES. So the endpoint does not
see what the rest of the query would have narrowed it to: such patterns should be narrow by
themselves.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from threading import BoundedSemaphore
from urllib.parse import urlencode
from urllib.request import Request
from uuid import uuid4

from kg.errors import PifError, StoreError, TimeLimitReached, TooManyAtOnce, UsageError
from kg.namespaces import BASE
from kg.sandbox.limits import Limits, in_bytes
from kg.store.binding import checked_terms
from kg.store.engine import read_table
from kg.store.querytext import QueryText
from kg.store.remote import web
from kg.store.remote.addresses import shown

MOST_ROWS = 10_000
MOST_BYTES = 1 << 20
"""Of the rows of one SERVICE, written as VALUES."""
MOST_SERVICES = 8
_MOST_RECEIVED = 16 << 20
_PATIENCE = 2.0
_NO_ROWS = "{ FILTER(false) }"
_ONE_EMPTY_ROW = "{}"


def allowed_services() -> tuple[str, ...]:
    """Return the endpoints that SERVICE may ask, from ``PIF_SERVICES``; usually none.

    Raises:
        UsageError: One is not an http(s) address, or has a user name in it.
    """
    found = os.environ.get("PIF_SERVICES", "").split()
    for address in found:
        try:
            is_plain = shown(address) == address
        except UsageError:
            is_plain = False
        if not is_plain:
            raise UsageError(
                f"PIF_SERVICES names {address.rpartition('@')[2][:80]!r}, which is no address of "
                "an endpoint.",
                "Give http(s) addresses without user names and #, with spaces between them.",
            )
    return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class _Part:
    """One SERVICE of a query, with the offsets of where it stands."""

    start: int
    end: int
    address: str
    pattern: str
    is_silent: bool
    variables: tuple[str, ...]


class Services:
    """The endpoints that SERVICE may ask, and the asking."""

    def __init__(self, allowed: Iterable[str], limits: Limits) -> None:
        self.allowed = tuple(allowed)
        self._limits = limits
        self._places = BoundedSemaphore(limits.at_once)

    def put_in(self, sparql: str) -> str:
        """Return a query with the rows of its services in place of them.

        Raises:
            UsageError: It asks a server that is not allowed, or in a way that is not.
            StoreError: A server failed, and the query does not say SILENT.
            TooManyAtOnce: Too many queries ask other servers.
        """
        if not self.allowed or "service" not in sparql.lower():
            return sparql
        text = QueryText(sparql)
        parts = list(self._parts(text))
        if len(parts) > MOST_SERVICES:
            raise UsageError(
                f"The query says SERVICE more than {MOST_SERVICES} times.", "Ask in parts."
            )
        if not parts:
            return sparql
        if not self._places.acquire(timeout=_PATIENCE):
            raise TooManyAtOnce(
                f"{self._limits.at_once} queries ask other servers at the same time.",
                "Ask again a little later.",
            )
        try:
            return self._replaced(text, parts)
        finally:
            self._places.release()

    def _replaced(self, text: QueryText, parts: Iterable[_Part]) -> str:
        until = time.monotonic() + self._limits.seconds
        begin = text.tokens[text.start]
        prologue = text.text[: begin.end - len(begin.text)]
        made, before = [], 0
        for part in parts:
            made += [text.text[before : part.start], self._rows(prologue, part, until)]
            before = part.end
        return "".join([*made, text.text[before:]])

    def _parts(self, text: QueryText) -> Iterator[_Part]:
        tokens = text.tokens
        place = 0
        while place < len(tokens):
            token = tokens[place]
            place += 1
            if token.word != "SERVICE":
                continue
            is_silent = place < len(tokens) and tokens[place].word == "SILENT"
            place += is_silent
            address = text.iri(tokens[place]) if place < len(tokens) else None
            if address not in self.allowed:
                raise UsageError(
                    "SERVICE is refused: a query here may ask no other server than "
                    f"{', '.join(f'<{each}>' for each in self.allowed)}.",
                    "Name one of them by its IRI, or ask that server by itself.",
                )
            opening, closing = place + 1, _closing(text, place + 1)
            inner = tokens[opening + 1 : closing]
            if any(each.word == "SERVICE" for each in inner):
                raise UsageError("A SERVICE within a SERVICE is refused.", "Ask one at a time.")
            end = tokens[closing].end
            variables = dict.fromkeys(each.text[1:] for each in inner if each.kind == "variable")
            yield _Part(
                token.end - len(token.text),
                end,
                address,
                text.text[tokens[opening].end : end - 1],
                is_silent,
                tuple(variables),
            )
            place = closing + 1

    def _rows(self, prologue: str, part: _Part, until: float) -> str:
        """Return a group of a query that has the rows a server answers with."""
        try:
            with _naming(part.address, self._limits):
                return self._values(prologue, part, until)
        except PifError:
            if part.is_silent:
                return _ONE_EMPTY_ROW
            raise

    def _values(self, prologue: str, part: _Part, until: float) -> str:
        asked = f"{prologue}\nSELECT * WHERE {{{part.pattern}\n}}"
        QueryText(asked).refuse_service()  # however it is hidden, a server asks no other for us
        request = Request(  # noqa: S310 (the address is one of those allowed)
            part.address,
            urlencode({"query": asked}).encode(),
            {
                "Accept": "application/sparql-results+json",
                "Content-Type": "application/x-www-form-urlencoded",
                "User-Agent": "pif-kg",
            },
        )
        left = until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        with (
            web.told(part.address, asking=True),
            web.opener(part.address).open(request, timeout=left) as response,
        ):
            file = web.received(response, most=_MOST_RECEIVED, until=until, address=part.address)
        answer = read_table(file, part.address)
        if answer.kind != "select":
            raise StoreError("it answers another question.")
        shown_here = [name for name in answer.variables if name in part.variables]
        return _as_values(shown_here, answer.rows())


def _closing(text: QueryText, opening: int) -> int:
    """Return where the group that opens at a place is closed."""
    depth = 0
    for place in range(opening, len(text.tokens)):
        depth += text.tokens[place].is_mark("{") - text.tokens[place].is_mark("}")
        if not depth:
            break
    else:
        place = opening
    if place <= opening:
        raise UsageError("SERVICE <…> is followed by no { … }.", "Mend it there.")
    return place


def _as_values(names: list[str], rows: Iterable[Mapping[str, str]]) -> str:
    known: dict[str, str] = {}
    blank = f"{BASE}.well-known/genid/{uuid4().hex}/"
    lines = []
    size = 0
    for row in rows:
        cells = [_cell(row.get(name), blank, known) for name in names]
        lines.append(f"({' '.join(cells)})")
        size += len(lines[-1])
        if len(lines) > MOST_ROWS or size > MOST_BYTES:
            raise StoreError(
                f"it answers with more than {MOST_ROWS:,} rows or {in_bytes(MOST_BYTES)}."
            )
    if not lines:
        return _NO_ROWS
    head = " ".join(f"?{name}" for name in names)
    return f"{{ VALUES ({head}) {{ {' '.join(lines)} }} }}"


def _cell(term: str | None, blank: str, known: dict[str, str]) -> str:
    if term is None:
        return "UNDEF"
    if term not in known:
        # A blank node cannot stand in VALUES; an IRI of its own can.
        plain = f"<{blank}{term[2:]}>" if term.startswith("_:") else term
        try:
            known[term] = checked_terms({"x": plain})["x"]
        except UsageError as error:
            raise StoreError("it answers with what a query cannot hold.") from error
    return known[term]


@contextmanager
def _naming(address: str, limits: Limits) -> Iterator[None]:
    """Say which server failed."""
    hint = "Ask it by itself to see what is wrong, or write SERVICE SILENT to go on without it."
    try:
        yield
    except (TimeoutError, TimeLimitReached) as error:
        raise StoreError(
            f"SERVICE <{address}> did not answer within {limits.seconds:g} seconds.", hint
        ) from error
    except PifError as error:
        raise StoreError(f"SERVICE <{address}> failed: {error.message}", hint) from error
