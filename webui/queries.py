"""``/queries``: the library of saved queries, and for each a form and its answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, Response, render_template, request

from kg.errors import PifError, TooManyAtOnce
from kg.evidence.spreadsheet import csv_lines
from kg.queries import NamedQuery, Prepared, prepare
from webui import results, saved
from webui.answer_graphs import to
from webui.answer_lines import statements
from webui.answer_tables import Answered, read_graph, read_rows, read_truth
from webui.api.answering import described, offers_of, parameters_of, values_of
from webui.api.answering import queries as listed
from webui.api.parameters import Asked, Parameter, fields_of, read
from webui.citing import answer_piece
from webui.drawing.figure import caption
from webui.library import Shelf, kind_of, shelf
from webui.links import at
from webui.negotiation import Offer, choose
from webui.query_forms import Field, examples, fields
from webui.sending import same_with, send, send_json, tag, unchanged
from webui.sorting import MOST_SORTED
from webui.state import graph, site

if TYPE_CHECKING:
    from collections.abc import Iterable

pages = Blueprint("queries", __name__)

SHOWN = 50
"""Rows that a page shows."""
MOST_SHOWN = 500
_LONGEST_LINK = 6_000
_LONGEST_WORDS = 200
_HTML = Offer("html", ("text/html", "application/xhtml+xml"))
_JSON = Offer("json", ("application/json",))
_CSV = Offer("csv", ("text/csv",))
_SVG = Offer("svg", ("image/svg+xml",))
_FILES = (_JSON, _CSV, _SVG)
_NAMES = {
    "json": "JSON", "xml": "XML", "csv": "CSV", "tsv": "TSV", "turtle": "Turtle",
    "ntriples": "N-Triples", "jsonld": "JSON-LD", "rdfxml": "RDF/XML",
}  # fmt: skip
_FIRST_GROUPS = ("quotes", "constructs", "claims", "participants", "codes", "literature")
_ANSWER = Parameter("answer", "show the answer", choices=("rows",))
_LIMIT = Parameter(
    "limit", "rows on the page", kind="integer", least=1, most=MOST_SHOWN, default=SHOWN
)
_SHOW = Parameter("show", "how to show the answer", choices=tuple(results.WAYS), default="table")
_SORT = Parameter("sort", "a column to sort by, after a minus from the highest down", default="")
_SHOWING = ("answer", "limit", "after", "show", "sort")
"""What says how an answer is shown, and nothing of what was asked."""


@dataclass(frozen=True, slots=True)
class Group:
    """Queries about one thing."""

    title: str
    queries: list[NamedQuery]


@pages.get("/queries")
def library() -> Response:
    """Show the saved queries, or those that some words fit."""
    wanted = choose((_HTML, _JSON), request.headers.get("Accept"))
    return _listed() if wanted is _JSON else _library()


@pages.get("/queries.json")
def library_as_json() -> Response:
    """Return the saved queries for programs."""
    return _listed()


def _listed() -> Response:
    return listed(Asked({}))


def _library() -> Response:
    held = shelf()
    words = " ".join(request.args.get("q", "").split())[:_LONGEST_WORDS]
    found = [query for query in held.queries if _fits(query, words)]
    page = render_template(
        "queries.html",
        words=words,
        groups=_grouped(found),
        total=len(held.queries),
        found=len(found),
        unreadable=held.unreadable,
    )
    return _sent(page, tag("library", page))


def _sent(page: str, validator: str) -> Response:
    return unchanged(validator) or send(page, _HTML.content_type, validator=validator)


def _fits(query: NamedQuery, words: str) -> bool:
    text = " ".join(
        (query.name, query.name.replace("-", " "), query.summary, query.description, *query.tags)
    ).casefold()
    return all(word in text for word in words.casefold().split())


def _grouped(queries: Iterable[NamedQuery]) -> list[Group]:
    groups: dict[str, list[NamedQuery]] = {}
    for query in queries:
        groups.setdefault(query.tags[0] if query.tags else "your own", []).append(query)
    order = {name: i for i, name in enumerate(_FIRST_GROUPS)}
    names = sorted(groups, key=lambda name: (order.get(name, len(order)), name))
    return [Group(n, sorted(groups[n], key=lambda q: q.summary.casefold())) for n in names]


@pages.get("/queries/<path:name>")
def query(name: str) -> Response:
    """Show a query's form, and its answer when something was asked."""
    held = shelf()
    found, form = _found(held, name)
    if form is None:
        form = choose((_HTML, *_FILES), request.headers.get("Accept")).name
    asking = _Asking(found)
    written = {"html": asking.page, "json": asking.as_json, "csv": asking.as_csv}
    return written.get(form, asking.as_svg)()


def _found(held: Shelf, name: str) -> tuple[NamedQuery, str | None]:
    """Return the query of a name, and the form that its ending asks for."""
    if name not in {query.name for query in held.queries}:
        for offer in _FILES:
            if name.endswith(f".{offer.name}"):
                return held.query(name.removesuffix(f".{offer.name}")), offer.name
    return held.query(name), None


class _Asking:
    """One query, and what the request being answered asks of it."""

    def __init__(self, found: NamedQuery) -> None:
        self.query = found
        self.kind = kind_of(found)
        self.parameters = parameters_of(found)
        # A field of a form that was left empty asks for nothing.
        written = fields_of(request.query_string)
        self.given = [(name, value) for name, value in written if value != ""]
        self.asked: Asked | None = None
        self.ready: Prepared | None = None

    @property
    def wants_answer(self) -> bool:
        """Whether anything was asked: a link to the form alone asks nothing of the store."""
        return bool(self.given)

    def prepare(self) -> Prepared:
        """Read what was asked.

        Raises:
            UsageError: It cannot be asked.
        """
        own = [p for p in self.parameters if p.name not in ("format", "limit")]
        rows = [_LIMIT, _SORT] if self.kind == "select" else []
        self.asked = read([*own, *rows, _SHOW, _ANSWER], self.given)
        self.ready = prepare(graph().store, self.query, values_of(self.query, self.asked))
        return self.ready

    def answer(self) -> Answered:
        """Return what a page shows of the answer.

        Raises:
            PifError: It cannot be answered, or takes too much.
        """
        ready = self.prepare()
        assert self.asked is not None  # noqa: S101
        if self.kind == "ask":
            return read_truth(saved.whole(ready, "csv"))
        if self.kind == "graph":
            return read_graph(saved.whole(ready, "turtle"))
        asked = self.asked
        return read_rows(saved.page(ready, asked["limit"], asked["after"], asked["sort"]))

    def shapes(self, wanted: str) -> results.Shapes:
        """Return what the answer can be drawn as, whatever page of it is shown."""
        assert self.ready is not None  # noqa: S101
        if self.kind == "ask":
            return results.Shapes()
        if self.kind == "graph":
            if wanted != "graph":
                return results.Shapes(is_graph=True)
            whole = saved.whole(self.ready, "ntriples")
            try:
                return results.Shapes(*statements(whole.chunks, results.READ), is_graph=True)
            finally:
                whole.close()
        page = saved.page(self.ready, results.GLANCE, None)
        first = list(page.answer.rows())
        if not results.is_worth_it(page.answer.variables, first):
            return results.Shapes()
        if page.total > len(first):
            page = saved.page(self.ready, results.READ, None)
            first = list(page.answer.rows())
        return results.of_rows(page.answer.variables, first, page.total)

    def address(self, format: str) -> str:
        """Return where programs get the whole answer in a format."""
        return at(
            f"/api/queries/{self.query.name}",
            **{**dict(self._own()), "format": format},
        )

    def _own(self) -> list[tuple[str, str]]:
        return [(n, v) for n, v in self.given if n not in _SHOWING]

    def page(self) -> Response:
        """Return the form, with the answer below it."""
        answer: Answered | None = None
        error: PifError | None = None
        if self.wants_answer:
            try:
                answer = self.answer()
            except PifError as raised:
                error = raised
        used = self.ready.defaults_used if self.ready else {}
        page = render_template(
            "query.html",
            query=self.query,
            kind=self.kind,
            fields=self._fields(),
            answer=answer,
            view=self._view(answer) if answer else None,
            to=to,
            error=error,
            used=used,
            forms=self._forms() if answer else [],
            pages=self._links(answer) if answer else {},
            examples=examples(self.query, self._own()),
            editor=self._editor(),
            limits=jail.limits.described() if (jail := site().jail) else [],
            json=at(f"/queries/{self.query.name}.json", **dict(self._own())),
            cite=answer_piece(self.query, self._own()) if answer else None,
        )
        validator = tag("query page", page)
        if error is None:
            return _sent(page, validator)
        response = send(page, _HTML.content_type, validator=validator)
        response.status_code = error.status
        response.headers["Cache-Control"] = "no-store"
        if isinstance(error, TooManyAtOnce):
            response.headers["Retry-After"] = str(error.retry_after)
        return response

    def _view(self, answer: Answered) -> results.View:
        assert self.asked is not None  # noqa: S101
        asked = self.asked
        view = results.view(
            self.shapes(asked["show"]),
            asked["show"],
            lambda way: same_with(asked.but(show=way, answer=None if way else "rows", after=None)),
            graph().store,
            self._title(),
            "As Turtle" if self.kind == "graph" else "",
        )
        sortable = answer.page is not None and answer.page.total <= MOST_SORTED
        view.headings = results.headings(
            answer.columns,
            answer.rows,
            asked["sort"] if sortable else "",
            (lambda order: same_with(asked.but(sort=order, after=None))) if sortable else None,
        )
        view.svg = at(f"/queries/{self.query.name}.svg", **dict(self._own()), show=view.show)
        return view

    def _title(self) -> str:
        given = [f"{name.replace('_', ' ')}: {value}" for name, value in self._own()]
        title = self.query.summary or self.query.name
        return f"{title} ({', '.join(given)})" if given else title

    def _fields(self) -> list[Field]:
        return fields(graph().store, self.query, dict(self.given))

    def _forms(self) -> list[tuple[str, str]]:
        forms = [(_NAMES[o.name], self.address(o.name)) for o in offers_of(self.kind)]
        if self.kind == "select":
            sheet = at(f"/queries/{self.query.name}.csv", **dict(self._own()))
            forms.insert(0, ("CSV for a spreadsheet", sheet))
        return forms

    def _links(self, answer: Answered) -> dict[str, str]:
        if answer.page is None or self.asked is None:
            return {}
        page, asked = answer.page, self.asked
        links = {}
        if page.next is not None:
            links["next"] = same_with(asked.but(after=page.next))
        if page.first:
            links["first"] = same_with(asked.but(after=None))
            links["prev"] = same_with(asked.but(after=page.before(asked["limit"]) or None))
        return links

    def _editor(self) -> str | None:
        text = self.ready.sparql if self.ready else self.query.text
        address = at("/sparql", query=text)
        return address if len(address) < _LONGEST_LINK else None

    def as_json(self) -> Response:
        """Return what the page says, for programs."""
        body = described(self.query)
        if not self.wants_answer:
            body["answer"] = None
            validator = tag("query as json", body)
            return unchanged(validator) or send_json(body, validator=validator)
        answer = self.answer()
        assert self.ready is not None  # noqa: S101
        body["defaults_used"] = dict(self.ready.defaults_used)
        body["answer"] = answer.as_json()
        return send_json(body, validator=tag("query as json", body))

    def as_csv(self) -> Response:
        """Return the whole answer as CSV that no spreadsheet runs."""
        ready = self.prepare()
        rows = saved.rows(ready)
        lines = csv_lines(rows.columns, rows.cells())
        name = f"{self.query.name}.csv".replace('"', "")
        return send(
            (line.encode() for line in lines),
            _CSV.content_type,
            validator=tag("query as csv", self.query.text, rows.revision, self._own()),
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    def as_svg(self) -> Response:
        """Return the answer as a chart, or as a graph, in a file.

        Raises:
            BadParameter: It is none.
        """
        self.prepare()
        assert self.asked is not None  # noqa: S101
        wanted = "graph" if self.asked["show"] == "graph" else "chart"
        there = at(f"/queries/{self.query.name}", **dict(self._own()), show=wanted)
        body = results.as_svg(
            self.shapes(wanted), wanted, graph().store, self._title(), caption(there)
        )
        name = f"{self.query.name}.svg".replace('"', "")
        return send(
            body,
            _SVG.content_type,
            validator=tag("query as svg", body),
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )
