"""Sets of mappings, and two codebooks side by side."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, make_response, render_template, request

from kg.cli.mappings import as_json
from kg.errors import BadParameter, UnknownThing, UsageError
from kg.evidence.spreadsheet import csv_lines
from kg.index import ask
from kg.mapping.comparing import COLUMNS, Comparison, compare
from kg.mapping.model import MappingSet, short
from kg.mapping.writing import sssom
from kg.pages.mapping_sets import PAGE, WORDS, SetPage, mapping_sets, set_page
from kg.pages.study_names import StudyName, study_names
from webui.links import at
from webui.negotiation import Offer, choose
from webui.parameters import only
from webui.sending import send, tag, unchanged
from webui.state import graph

pages = Blueprint("mappings", __name__)

_HTML = Offer("html", ("text/html", "application/xhtml+xml"))
_JSON = Offer("json", ("application/json",))
_CSV = Offer("csv", ("text/csv",))
_TSV = Offer("tsv", ("text/tab-separated-values",))
_LISTED = ("name", "title", "who", "mappings", "studies", "licence", "date")
_MOST_LISTED = 500


@pages.get("/mappings")
def sets() -> Response:
    """List the sets of mappings that belong to no study."""
    wanted = choose((_HTML, _JSON, _CSV), request.headers.get("Accept")).name
    return _varied(_sets(wanted))


@pages.get("/mappings.<any(json, csv):form>")
def sets_as(form: str) -> Response:
    """Return the list in a form."""
    return _sets(form)


def _sets(form: str) -> Response:
    only(())
    held = mapping_sets(graph().store)
    if form == "json":
        return jsonify(mappings=[as_json(mapped) for mapped in held])
    if form == "csv":
        rows = ([_cell(as_json(mapped)[c]) for c in _LISTED] for mapped in held)
        return _file("".join(csv_lines(_LISTED, rows)), "text/csv", "mappings.csv")
    return make_response(
        render_template("mappings.html", sets=held, several=len(graph().store.studies()) > 1)
    )


@pages.get("/mappings/<name>")
def one(name: str) -> Response:
    """Show a set: who made it, each mapping, and what contradicts what."""
    wanted = choose((_HTML, _JSON, _TSV), request.headers.get("Accept")).name
    return _varied(_one(name, wanted))


@pages.get("/mappings/<name>.<any(json, tsv):form>")
def one_as(name: str, form: str) -> Response:
    """Return a set in a form; TSV is SSSOM, which loads again as the same set."""
    return _one(name, form)


def _one(name: str, form: str) -> Response:
    page = set_page(graph().store, name, _start())
    if form == "tsv":
        file = f"{name if name.isascii() else 'mappings'}.sssom.tsv"
        return _file(sssom(page.mapped), _TSV.types[0], file)
    if form == "json":
        rows = [
            {
                "code": short(m.subject), "relation": m.predicate, "object": short(m.object),
                "justification": m.justification or None, "author": m.author or None,
                "confidence": None if m.confidence is None else float(m.confidence),
                "comment": m.comment or None,
            }
            for m in page.mapped.matches
        ]  # fmt: skip
        return jsonify(**as_json(page.mapped), rows=rows)
    return make_response(
        render_template("mapping_set.html", page=page, mapped=page.mapped, pager=_pager(page))
    )


def _start() -> int:
    only(("after",))
    said = request.args.get("after", "0").strip() or "0"
    if not (said.isascii() and said.isdecimal() and len(said) < 8):
        raise BadParameter(f"after={said[:40]} does not do.", "Give the number of a row, from 0.")
    return int(said)


def _pager(page: SetPage) -> dict[str, Any]:
    total, end = len(page.mapped.matches), page.start + len(page.lines)
    here = f"/mappings/{page.mapped.name}"
    return {
        "first": page.start + 1 if page.lines else 0,
        "last": end,
        "total": total,
        "previous": at(here, after=max(0, page.start - PAGE) or None) if page.start else None,
        "next": at(here, after=end) if end < total else None,
        "next_count": min(PAGE, total - end),
    }


@pages.get("/compare")
def side_by_side() -> Response:
    """Put the codebooks of two studies side by side."""
    wanted = choose((_HTML, _JSON, _CSV), request.headers.get("Accept")).name
    return _varied(_compared(wanted))


@pages.get("/compare.<any(json, csv):form>")
def side_by_side_as(form: str) -> Response:
    """Return the comparison in a form."""
    return _compared(form)


def _compared(form: str) -> Response:
    only(("a", "b", "mappings"), repeated=("mappings",))
    store = graph().store
    first, second = (request.args.get(name, "").strip() for name in ("a", "b"))
    chosen = [name for name in request.args.getlist("mappings") if name.strip()] or None
    if not (first and second):
        if form != "html":
            raise BadParameter("Two studies are compared.", "Say a=… and b=….")
        return make_response(_form(first, second, chosen))
    validator = tag("compare", store.revision(), form, first, second, sorted(chosen or ()))
    if form != "html" and (same := unchanged(validator)) is not None:
        return same
    try:
        found = compare(store, first, second, mappings=chosen)
    except (UsageError, UnknownThing) as error:
        if form != "html":
            raise
        return make_response(_form(first, second, chosen, error=error), error.status)
    if form == "json":
        body = jsonify(found.as_json()).get_data()
        return send(body, "application/json", validator=validator)
    if form == "csv":
        lines = csv_lines(COLUMNS, ([row.get(c, "") for c in COLUMNS] for row in found.rows()))
        return _file("".join(lines), "text/csv", "codebooks.csv")
    return make_response(_form(*found.studies, chosen, found=found))


def _form(
    first: str,
    second: str,
    chosen: list[str] | None,
    *,
    found: Comparison | None = None,
    error: UsageError | UnknownThing | None = None,
) -> str:
    store = graph().store
    studies = [study.id for study in store.studies()]
    sets = [("own", "each study’s own"), *((s.name, s.title or s.name) for s in _named())]  # noqa: RUF001
    shown = studies[:_MOST_LISTED]
    shown += [study for study in (first, second) if study in studies and study not in shown]
    return render_template(
        "compare.html",
        found=found,
        error=error,
        studies=[(id, name.short or id) for id, name in _names(shown).items()],
        names=_names([first, second]),
        more=len(studies) - len(shown),
        chosen=(first, second),
        mappings=chosen or [],
        sets=sets,
        titles=dict(sets),
        words=WORDS,
        also=lambda form: at(f"/compare.{form}", a=first, b=second, mappings=chosen),
    )


def _named() -> list[MappingSet]:
    return mapping_sets(graph().store)


def _names(studies: list[str]) -> dict[str, StudyName]:
    store = graph().store
    return ask(store, lambda index: study_names(store, index.revision, [s for s in studies if s]))


def _cell(value: object) -> str:
    return ";".join(value) if isinstance(value, list) else str(value)


def _file(body: str, kind: str, name: str) -> Response:
    answer = Response(body, content_type=f"{kind}; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _varied(response: Response) -> Response:
    response.vary.add("Accept")
    return response
