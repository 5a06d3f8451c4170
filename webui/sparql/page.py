"""``/sparql`` for people: a field for a query, and the first rows of its answer, or drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, make_response, render_template, request

from kg.errors import PifError
from kg.store.base import Kind
from webui import results
from webui.answer_graphs import to
from webui.drawing.figure import caption
from webui.links import at
from webui.negotiation import NotAcceptable, choose
from webui.sparql import forms, reading
from webui.sparql.backend import Backend, Dataset
from webui.sparql.shown import Table, read
from webui.state import graph

if TYPE_CHECKING:
    from kg.sandbox import Result

TITLE = "Answer to a query"
_LONGEST_ADDRESS = 8_000
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
    result = _asked(back, sparql, dataset, kind)
    table = read(result, kind, graph().store if back.union else None)
    return _page(back, sparql, dataset, table=table, kind=kind)


def _asked(back: Backend, sparql: str, dataset: Dataset, kind: Kind) -> Result:
    return back.query(
        reading.with_base(back.complete(sparql), request.base_url),
        "ntriples" if kind == "graph" else "tsv",
        dataset,
        client=request.remote_addr or "",
        gone=request.environ.get("waitress.client_disconnected"),
    )


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
    shown = results.View("table", (), "")
    address = ""
    if table:
        if back.union:
            shown = _view(sparql, dataset, table)
        way = None if shown.show == "table" else shown.show
        address = at("/sparql", query=sparql, **_graphs(dataset), show=way)
    response = make_response(
        render_template(
            "sparql.html",
            query=sparql,
            address=address if len(address) <= _LONGEST_ADDRESS else "",
            table=table,
            error=error,
            view=shown,
            to=to,
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


def _view(sparql: str, dataset: Dataset, table: Table) -> results.View:
    """Return how the answer is shown; the same way goes into the address."""
    asked = {"query": sparql, **_graphs(dataset)}
    view = results.view(
        table.shapes,
        wanted if (wanted := request.args.get("show", "table")) in results.WAYS else "table",
        lambda way: at("/sparql", **asked, show=way),
        graph().store,
        TITLE,
    )
    view.svg = at("/sparql/figure.svg", **asked, show=view.show)
    if any(len(way.href) > _LONGEST_ADDRESS for way in view.ways):
        view.ways = ()
    return view


def as_svg(back: Backend, sparql: str, dataset: Dataset, kind: Kind) -> Response:
    """Return an answer as a chart or a graph in a file.

    Raises:
        BadParameter: It is none.
    """
    wanted = "graph" if request.args.get("show") == "graph" else "chart"
    table = read(_asked(back, sparql, dataset, kind), kind)
    source = caption(at("/sparql", query=sparql, **_graphs(dataset), show=wanted))
    body = results.as_svg(table.shapes, wanted, graph().store, TITLE, source)
    response = make_response(body)
    response.content_type = "image/svg+xml"
    response.headers["Content-Disposition"] = 'attachment; filename="answer.svg"'
    response.headers["Cache-Control"] = "private, no-cache"
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
