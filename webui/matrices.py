"""Matrix and co-occurrence: counts by any two things, and which ideas meet, every number a link."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, jsonify, make_response, render_template, request

from kg.errors import BadParameter, LimitReached, UsageError
from kg.evidence.charts import Tints
from kg.evidence.spreadsheet import csv_lines
from kg.evidence.tabulating import Counted, matrix_cells, meeting_cells, pairs_csv
from kg.index import ask
from kg.pages.choices import choices
from kg.pages.counting import facets, matrix_page, meeting_page
from kg.pages.wording import chosen, listed
from webui import asking
from webui.drawing.figure import caption
from webui.heat import MOST_COLUMNS, Cell, Column, Heat, Row, heading, heat_of, page_of
from webui.links import Value, at
from webui.negotiation import Offer, choose
from webui.state import graph

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.pages.asked import Asked
    from kg.pages.counting import MeetingPage
    from webui.asking import Request

pages = Blueprint("matrices", __name__)

_FORMS = (
    Offer("html", ("text/html", "application/xhtml+xml")),
    Offer("json", ("application/json",)),
    Offer("csv", ("text/csv",)),
    Offer("svg", ("image/svg+xml",)),
    Offer("xlsx", ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",)),
)
_TYPES = {offer.name: offer.content_type for offer in _FORMS}
_NAMES = (("CSV", "csv"), ("Excel", "xlsx"), ("SVG", "svg"), ("JSON", "json"))
_ROWS_SHOWN = 150
_WAYS_SHOWN = 12
_MATRIX = ("rows", "cols", "all", "part", "count", "show")
_MEETING = ("kind", "layout")
_TRUE = {"1": True, "true": True, "yes": True, "": False, "0": False, "false": False, "no": False}


@pages.get("/matrix")
def matrix() -> Response:
    """Show counts of quotes by two facets."""
    return _varied(_matrix(choose(_FORMS, request.headers.get("Accept")).name))


@pages.get("/matrix.<any(json, csv, svg, xlsx):form>")
def matrix_as(form: str) -> Response:
    """Return counts of quotes by two facets in a form."""
    return _matrix(form)


@pages.get("/cooccurrence")
def cooccurrence() -> Response:
    """Show which constructs or codes meet in quotes."""
    return _varied(_meeting(choose(_FORMS, request.headers.get("Accept")).name))


@pages.get("/cooccurrence.<any(json, csv, svg, xlsx):form>")
def cooccurrence_as(form: str) -> Response:
    """Return which constructs or codes meet in quotes in a form."""
    return _meeting(form)


def _matrix(form: str) -> Response:
    store, wanted = graph().store, None
    also: Mapping[str, str] = {}
    try:
        wanted = asking.read(request.args, _MATRIX)
        also = wanted.also
        rows, cols = also.get("rows", "construct"), also.get("cols", "role")
        empty = _flag(also.get("all", ""), "all")
        shares = _shares(also.get("show", "counts"))
        found = matrix_page(
            store, rows, cols, wanted.given, mode=wanted.mode, empty=empty, whole=form != "html"
        )
    except (UsageError, LimitReached) as error:
        if form != "html":
            raise
        return _refused("/matrix", error, wanted, also)
    own: dict[str, Value] = {
        "rows": rows,
        "cols": cols,
        "all": "1" if empty else None,
        "show": "shares" if shares else None,
    }
    if form == "json":
        return jsonify(found.matrix.to_dict())
    if form in ("csv", "xlsx"):
        counted: Counted = "utterances" if also.get("count") == "utterances" else "quotes"
        if also.get("count", counted) != counted:
            raise BadParameter("Only quotes and utterances are counted.", "Leave count out.")
        return _table(form, "matrix", *matrix_cells(found.matrix, counted))
    if form == "svg":
        notes = _from(found.asked, "/matrix", own)
        return _file(found.matrix.to_svg(shares=shares, notes=notes), "image/svg+xml", "matrix.svg")
    part = _part(also.get("part", ""), len(found.matrix.col_values))
    shown = list(range(part * MOST_COLUMNS, len(found.matrix.col_values)))[:MOST_COLUMNS]
    kept = [v.key for v in found.matrix.row_values[:_ROWS_SHOWN]]
    page = render_template(
        "matrix.html",
        found=found.matrix,
        table=heat_of(
            found.matrix,
            caption=f"{found.matrix.title}: {found.matrix.about}",
            rows=kept,
            columns=shown,
            conditions=found.asked.given(),
            shares=shares,
        ),
        ways_apart=[
            (
                way,
                asking.address(found.asked.with_("supports", way.key).in_mode("scheme")),
                asking.address(found.asked.with_("supports", way.key).in_mode("filed")),
            )
            for way in found.ways[:_WAYS_SHOWN]
        ],
        ways_more=max(0, len(found.ways) - _WAYS_SHOWN),
        shares=shares,
        otherwise={
            name: asking.address(found.asked, "/matrix", **{**own, **change})
            for name, change in (
                ("counts", {"show": None}),
                ("shares", {"show": "shares"}),
                ("quoted", {"all": None}),
                ("all", {"all": "1"}),
            )
        },
        rows_left=len(found.matrix.row_values) - len(kept),
        parts=_parts(found.asked, own, part, len(found.matrix.col_values)),
        facets=facets(),
        rows=rows,
        cols=cols,
        empty=empty,
        **_around(found.asked, "/matrix", own),
    )
    return make_response(page)


def _meeting(form: str) -> Response:
    store, wanted = graph().store, None
    also: Mapping[str, str] = {}
    try:
        wanted = asking.read(request.args, _MEETING)
        also = wanted.also
        kind = also.get("kind", "construct")
        found = meeting_page(store, kind, wanted.given, mode=wanted.mode, whole=form != "html")
    except (UsageError, LimitReached) as error:
        if form != "html":
            raise
        return _refused("/cooccurrence", error, wanted, also)
    own: dict[str, Value] = {"kind": kind if kind != "construct" else None}
    if form != "html":
        assert found.found is not None  # noqa: S101  # it is counted whole
        if form == "json":
            return jsonify(found.found.to_dict())
        if form == "svg":
            figure = found.found.to_svg(_from(found.asked, "/cooccurrence", own))
            return _file(figure, "image/svg+xml", "cooccurrence.svg")
        if form == "csv" and also.get("layout") == "pairs":
            return _file("".join(pairs_csv(found.found)), _TYPES["csv"], "cooccurrence.csv")
        return _table(form, "cooccurrence", *meeting_cells(found.found))
    page = render_template(
        "cooccurrence.html",
        page=found,
        kind=kind,
        table=_half(found, kind) if found.found is not None and found.shown else None,
        both=lambda pair: _both(found.asked, kind, pair.first.key, pair.second.key),
        page_of=lambda key: page_of("code" if kind == "code" else "construct", key),
        pairs_csv=asking.address(found.asked, "/cooccurrence.csv", layout="pairs", **own),
        **_around(found.asked, "/cooccurrence", own),
    )
    return make_response(page)


def _half(page: MeetingPage, kind: str) -> Heat:
    """Lay what meets out as the lower half of a square: each pair once, each with itself."""
    found = page.found
    assert found is not None  # noqa: S101
    shown = page.shown
    tints = Tints.of(found.counts[i][j] for i in shown for j in shown if j < i)
    rows = []
    facet = "code" if kind == "code" else "construct"
    for place, i in enumerate(shown):
        value = found.values[i]
        cells = []
        for j in shown[: place + 1]:
            count, other = found.counts[i][j], found.values[j]
            alone = i == j
            says = f"{'quote' if count == 1 else 'quotes'}, {value.label}"
            says += "" if alone else f" with {other.label}"
            href = _both(page.asked, kind, value.key, other.key) if count else None
            cells.append(Cell(count, href, 0 if alone else tints.tint(count), says))
        label = heading(facet, value)  # type: ignore[arg-type]
        rows.append(Row(label, page_of(facet, value.key), value.level, tuple(cells)))  # type: ignore[arg-type]
    legend = "; ".join(name for _, name in tints.legend)
    caption = f"{found.title}: {found.about}" + (
        f" Tints from faint to strong: {legend}." if legend else ""
    )
    columns = tuple(Column(heading(facet, found.values[i])) for i in shown)  # type: ignore[arg-type]
    return Heat(found.title, caption, kind.capitalize(), columns, tuple(rows))


def _both(asked: Asked, kind: str, first: str, second: str) -> str:
    """Return the address of the quotes that carry both of two constructs or codes."""
    option = "supports"
    if kind == "code":  # a code that was given, not one that follows; of several one would do
        where = " and ".join(f'code:"{key}"' for key in dict.fromkeys((first, second)))
        return asking.address(asked.with_("where", where))
    for key in (first, second):
        asked = asked.with_(option, key)
    return asking.address(asked)


def _around(asked: Asked, path: str, own: dict[str, Value]) -> dict[str, Any]:
    """Return what both pages show around their table: conditions, modes, forms to take away."""
    return {
        "asked": asked,
        "conditions_": [
            (chosen(c), asking.address(asked.without(c), path, **own)) for c in asked.chosen
        ],
        "modes": {m: asking.address(asked.in_mode(m), path, **own) for m in ("scheme", "filed")},
        "forms": [
            (name, asking.address(asked, f"{path}.{suffix}", **own)) for name, suffix in _NAMES
        ],
        "quotes": asking.address(asked),
        "choices": ask(graph().store, lambda index: choices(graph().store, index)),
        "hidden": [
            (option, value)
            for option, values in asked.given().items()
            if option not in ("study", "role", "source")
            for value in values
        ],
    }


def _refused(
    path: str, error: UsageError | LimitReached, wanted: Request | None, also: Mapping[str, str]
) -> Response:
    given = wanted.given if wanted is not None else {}
    found = ask(graph().store, lambda index: choices(graph().store, index))
    mode = wanted.mode if wanted is not None and wanted.mode != "scheme" else None
    page = render_template(
        "counting_refused.html",
        path=path,
        title="Matrix" if path == "/matrix" else "Co-occurrence",
        error=error,
        is_limit=isinstance(error, LimitReached),
        csv=at(f"{path}.csv", **{**also, **given}, mode=mode),
        choices=found,
        again=at(path, **{k: v for k, v in also.items() if k != "part"}),
    )
    return make_response(page, error.status)


def _parts(
    asked: Asked, own: dict[str, Value], part: int, columns: int
) -> list[tuple[str, str | None]]:
    """Return the groups of columns with their addresses; None for the one that is shown."""
    if columns <= MOST_COLUMNS:
        return []
    found: list[tuple[str, str | None]] = []
    for n in range((columns + MOST_COLUMNS - 1) // MOST_COLUMNS):
        last = min((n + 1) * MOST_COLUMNS, columns)
        name = f"{n * MOST_COLUMNS + 1}\u2013{last}"
        href = asking.address(asked, "/matrix", **own, part=n or None)
        found.append((name, None if n == part else href))
    return found


def _part(said: str, columns: int) -> int:
    part = (
        int(said)
        if said.isascii() and said.isdecimal() and len(said) < 6
        else 0
        if not said
        else -1
    )
    if part < 0 or (part and part * MOST_COLUMNS >= columns):
        raise BadParameter(f"part={said[:40]} does not do.", "There are fewer groups of columns.")
    return part


def _shares(said: str) -> bool:
    if said not in ("counts", "shares"):
        raise BadParameter(f"show={said[:40]} does not do.", "Use counts or shares.")
    return said == "shares"


def _flag(said: str, name: str) -> bool:
    if said.lower() not in _TRUE:
        raise BadParameter(f"{name}={said[:40]} does not do.", "Use true or false.")
    return _TRUE[said.lower()]


def _from(asked: Asked, path: str, own: dict[str, Value]) -> list[str]:
    """Return what a figure says of itself: which quotes are counted, and where it is from."""
    options = dict.fromkeys(c.option for c in asked.chosen)
    said = [
        listed([chosen(c) for c in asked.of(o)], "and" if o in ("supports", "not") else "or")
        for o in options
    ]
    notes = [f"Counted are the quotes {', and '.join(said)}."] if said else []
    return [*notes, caption(asking.address(asked, path, **own))]


def _table(form: str, name: str, header: list[str], rows: Iterable[list[Any]]) -> Response:
    if form == "csv":
        return _file("".join(csv_lines(header, rows)), _TYPES["csv"], f"{name}.csv")
    from kg.formats.workbook_writing import table_workbook

    return _file(table_workbook(name, header, rows), _TYPES["xlsx"], f"{name}.xlsx")


def _file(body: str | bytes, content_type: str, name: str) -> Response:
    answer = Response(body, content_type=content_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _varied(response: Response) -> Response:
    response.vary.add("Accept")
    return response
