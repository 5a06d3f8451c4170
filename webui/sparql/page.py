"""``/sparql`` for people: a field for a query, and the first rows of its answer as a table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Response, make_response, render_template, request

from kg import terms
from kg.errors import PifError
from kg.namespaces import BASE, shorten
from kg.store.base import Kind
from webui.links import at, to_thing
from webui.negotiation import NotAcceptable, choose
from webui.sparql import forms, reading
from webui.sparql.backend import Backend, Dataset

if TYPE_CHECKING:
    from kg.sandbox import Result

SHOWN = 200
"""Rows that a page shows; the formats beside it have all of them."""
LONGEST = 2_000
"""Code points of one cell that a page shows."""
_LONGEST_ADDRESS = 8_000
_LONGEST_LINE = 1 << 20
_FIRST = """\
# Which quotes support patching, and what do they say?
SELECT ?quote ?text WHERE {
  ?quote pif:supports c:patching ; pif:text ?text .
}
ORDER BY ?quote"""
_FIRST_ELSEWHERE = "SELECT * WHERE { ?s ?p ?o } LIMIT 100"
_NAMES = {
    "json": "JSON", "xml": "XML", "csv": "CSV", "tsv": "TSV", "turtle": "Turtle",
    "ntriples": "N-Triples", "jsonld": "JSON-LD", "rdfxml": "RDF/XML",
}  # fmt: skip
_TERM = re.compile(r'<[^>]*>|_:\S+|"(?:[^"\\]|\\.)*"(?:\^\^<[^>]*>|@[A-Za-z0-9-]+)?', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of a row: what is shown, where it leads, and what kind of literal it is."""

    text: str = ""
    href: str | None = None
    note: str = ""
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """The first rows of an answer, and how many there are."""

    columns: list[str]
    rows: list[list[Cell]]
    total: int
    truth: bool | None = None


def is_wanted(named: str | None) -> bool:
    """Say whether an error is told on the page, where no form was chosen yet."""
    if named is not None:
        return named.strip().lower() in ("html", "text/html")
    accept = request.headers.get("Accept", "")
    try:
        return "text/html" in accept and choose([forms.HTML], accept) is forms.HTML
    except NotAcceptable:
        return False


def empty(back: Backend) -> Response:
    """Return the page with a query to begin with."""
    return _page(back, _FIRST if back.union else _FIRST_ELSEWHERE, Dataset())


def refused(back: Backend, sparql: str, error: PifError) -> Response:
    """Return the page with a query that was not answered, and why."""
    response = _page(back, sparql, Dataset(), error=error)
    response.status_code = error.status
    return response


def answered(back: Backend, sparql: str, dataset: Dataset, kind: Kind) -> Response:
    """Answer a query on the page."""
    result = back.query(
        reading.with_base(back.complete(sparql), request.base_url),
        "ntriples" if kind == "graph" else "tsv",
        dataset,
        client=request.remote_addr or "",
        gone=request.environ.get("waitress.client_disconnected"),
    )
    return _page(back, sparql, dataset, table=_table(result, kind), kind=kind)


def _page(
    back: Backend,
    sparql: str,
    dataset: Dataset,
    *,
    table: Table | None = None,
    kind: Kind = "select",
    error: PifError | None = None,
) -> Response:
    named = {
        "default_graph_uri": list(dataset.default or ()),
        "named_graph_uri": list(dataset.named or ()),
    }
    address = at("/sparql", query=sparql, **_graphs(dataset)) if table else ""
    response = make_response(
        render_template(
            "sparql.html",
            query=sparql,
            address=address if len(address) <= _LONGEST_ADDRESS else "",
            table=table,
            error=error,
            shown=SHOWN,
            dataset=[
                (name.replace("_", "-"), graph)
                for name, graphs in named.items()
                for graph in graphs
            ],
            forms=_links(sparql, dataset, kind) if table else [],
            limits=back.limits.described() if back.limits else [],
        )
    )
    response.headers["Cache-Control"] = "no-store" if error else "private, no-cache"
    return response


def _links(sparql: str, dataset: Dataset, kind: Kind) -> list[tuple[str, str]]:
    """Return the other forms of an answer; none where the query is too long for an address."""
    made = []
    for name in forms.names(kind):
        address = at("/sparql", query=sparql, format=name, **_graphs(dataset))
        if len(address) <= _LONGEST_ADDRESS:
            made.append((_NAMES[name], address))
    return made


def _graphs(dataset: Dataset) -> dict[str, tuple[str, ...] | None]:
    return {"default-graph-uri": dataset.default, "named-graph-uri": dataset.named}


def _table(result: Result, kind: Kind) -> Table:
    lines = _lines(result.chunks())
    if kind == "ask":
        return Table([], [], 0, truth="".join(lines).strip() == "true")
    columns = ["subject", "predicate", "object"]
    if kind == "select":
        columns = [name.removeprefix("?") for name in next(lines, "").split("\t") if name]
    rows, total = [], 0
    for line in lines:
        total += 1
        if total <= SHOWN:
            cells = line.split("\t") if kind == "select" else _TERM.findall(line)
            rows.append([_cell(written) for written in cells[: max(1, len(columns))]])
    return Table(columns, rows, total)


def _lines(chunks: Iterable[bytes]) -> Iterator[str]:
    """Yield the lines of an answer; of a very long one the beginning. Little is held at once."""
    held, size = [], 0
    for chunk in chunks:
        *whole, rest = chunk.split(b"\n")
        for piece in whole:
            if size < _LONGEST_LINE:
                held.append(piece)
            yield b"".join(held)[:_LONGEST_LINE].decode(errors="replace")
            held, size = [], 0
        if size < _LONGEST_LINE:
            held.append(rest)
        size += len(rest)
    if last := b"".join(held):
        yield last[:_LONGEST_LINE].decode(errors="replace")


def _cell(written: str) -> Cell:
    if written.startswith("<") and not written.startswith("<<"):
        iri = written[1:-1]
        name = shorten(iri)
        shown = iri.removeprefix(BASE) if name == iri else name
        return Cell(_short(shown), to_thing(iri), cut=len(iri) > LONGEST)
    if written.startswith('"'):
        try:
            value, datatype, language = terms.parts(written)
        except ValueError:  # a line that was cut
            return Cell(_short(written), cut=True)
        note = language or (shorten(datatype or "") if not _is_plain(datatype) else "")
        return Cell(_short(value), note=note, cut=len(value) > LONGEST)
    return Cell(_short(written), cut=len(written) > LONGEST)


def _is_plain(datatype: str | None) -> bool:
    return datatype is None or datatype.endswith("XMLSchema#string")


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST]
