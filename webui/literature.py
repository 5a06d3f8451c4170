"""Literature: the works that claims rest on, which studies share them, and what nobody shows."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, make_response, render_template, request

from kg.errors import BadParameter
from kg.evidence.spreadsheet import csv_lines
from kg.index import ask
from kg.pages.cards import thing_id
from kg.pages.choices import choices
from kg.pages.claims import claims
from kg.pages.literature import PAGE, Literature, WorkLine, literature
from webui.links import at, construct_page
from webui.negotiation import Offer, choose
from webui.state import graph

pages = Blueprint("literature", __name__)

_HTML = Offer("html", ("text/html", "application/xhtml+xml"))
_JSON = Offer("json", ("application/json",))
_CSV = Offer("csv", ("text/csv",))
_COLUMNS = ("work", "title", "year", "studies", "citations", "intents", "constructs", "printed")
_KNOWN = ("study", "construct", "q", "after")
_MOST_LISTED = 5_000
_LONGEST = 200


@pages.get("/literature")
def list_() -> Response:
    """Show the works, those that most studies cite first."""
    wanted = choose((_HTML, _JSON, _CSV), request.headers.get("Accept")).name
    return _varied(_answer(wanted))


@pages.get("/literature.<any(json, csv):form>")
def list_as(form: str) -> Response:
    """Return the works in a form: all that are asked for, or the first five thousand."""
    return _answer(form)


def _answer(form: str) -> Response:
    for name, values in request.args.lists():
        if name not in _KNOWN or len(values) > 1:
            raise BadParameter(
                f"The parameter {name[:80]!r} is unknown or there twice.",
                f"There are {', '.join(_KNOWN)}.",
            )
    said = {name: " ".join(request.args.get(name, "").split())[:_LONGEST] for name in _KNOWN}
    start = said["after"] or "0"
    if not (start.isascii() and start.isdecimal() and len(start) < 8):
        raise BadParameter(f"after={start[:40]} does not do.", "Give a number from 0.")
    store = graph().store
    whole = form != "html"
    found = literature(
        store,
        study=said["study"],
        construct=said["construct"],
        words=said["q"],
        start=0 if whole else int(start),
        size=_MOST_LISTED if whole else PAGE,
    )
    if form == "json":
        return jsonify(
            total=found.total,
            truncated=found.truncated or found.total > len(found.lines),
            works=[_line(line) for line in found.lines],
        )
    if form == "csv":
        lines = csv_lines(_COLUMNS, (_row(line) for line in found.lines))
        return Response("".join(lines), content_type="text/csv; charset=utf-8")
    page = render_template(
        "literature.html",
        found=found,
        pager=_pager(found, said),
        choices=ask(store, lambda index: choices(store, index)),
        gaps=claims(store, store.revision(), list(found.gaps.claims)),
        page_of=construct_page,
        thing_id=thing_id,
        here={name: said[name] for name in ("study", "construct", "q")},
    )
    return make_response(page)


def _pager(found: Literature, said: dict[str, str]) -> dict[str, Any]:
    own = {name: said[name] for name in ("study", "construct", "q")}
    start, shown = found.start, len(found.lines)
    more = found.total - start - shown

    def to(number: int) -> str:
        return at("/literature", **own, after=number or None)

    return {
        "first": start + 1 if shown else 0,
        "last": start + shown,
        "total": found.total,
        "previous": to(max(0, start - PAGE)) if start else None,
        "next": to(start + PAGE) if more > 0 else None,
        "next_count": min(PAGE, more) if more > 0 else 0,
    }


def _line(line: WorkLine) -> dict[str, Any]:
    cited = line.cited
    return {
        "work": cited.work.iri,
        "title": cited.title,
        "year": cited.work.year or None,
        "printed": cited.work.printed or None,
        "studies": list(cited.studies),
        "citations": cited.times,
        "intents": dict(cited.intents),
        "constructs": dict(cited.constructs),
    }


def _row(line: WorkLine) -> tuple[str | int, ...]:
    cited = line.cited
    return (
        cited.work.iri, cited.title, cited.work.year, ";".join(cited.studies), cited.times,
        ";".join(name for name, _ in cited.intents), ";".join(key for key, _ in cited.constructs),
        cited.work.printed,
    )  # fmt: skip


def _varied(response: Response) -> Response:
    response.vary.add("Accept")
    return response
