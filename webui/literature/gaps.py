"""Gaps: what is spoken of and has no quotes, no literature, or the words of one group alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, make_response, render_template, request

from kg.errors import UnknownThing
from kg.evidence.spreadsheet import csv_lines
from kg.index import ask
from kg.pages.cards import thing_id
from kg.pages.claims import claims
from kg.pages.gaps import KINDS, ONE_GROUP, PAGE, UNQUOTED, UNREAD, UNSHOWN, UNUSED, gaps, worded
from kg.pages.study_names import study_names
from webui import parameters
from webui.links import at, construct_page, to_work
from webui.literature.sending import as_file, as_json, varied
from webui.negotiation import Offer, choose
from webui.state import graph

if TYPE_CHECKING:
    from kg.pages.gaps import Gap, Kind
    from kg.store.base import Store

blueprint = Blueprint("gaps", __name__)

_FORMS = (
    Offer("html", ("text/html", "application/xhtml+xml")),
    Offer("json", ("application/json",)),
    Offer("csv", ("text/csv",)),
)
_COLUMNS = ("gap", "thing", "label", "count", "study", "note")
_FIRST = 8
"""How many of each kind stand on the page of all kinds."""
_AT_ONCE = 500
TITLES = {
    UNQUOTED: "Constructs without a quote",
    UNSHOWN: "Claims without a quote",
    UNREAD: "Claims without literature",
    UNUSED: "Works cited for no claim that a quote illustrates",
    ONE_GROUP: "Constructs with the words of one group alone",
}
MEANINGS = {
    UNQUOTED: "No quote supports them. Those that claims speak of come first, with how many do.",
    UNSHOWN: "No quote illustrates them. Not every claim needs one: background and theory rest on "
    "literature.",
    UNREAD: "Their sentence cites no work. Not every claim needs one: a result rests on quotes.",
    UNUSED: "They are cited, but in no sentence whose claim a quote illustrates.",
    ONE_GROUP: "All their quotes are by people in one role, or of one kind of source, though "
    "others speak in the graph. A further group could confirm them, or not.",
}


@blueprint.get("/literature/gaps")
def page() -> Response:
    """Show the gaps: the first of each kind, or all of one."""
    return varied(_answer(choose(_FORMS, request.headers.get("Accept"))))


@blueprint.get("/literature/gaps.<any(json, csv):form>")
def page_as(form: str) -> Response:
    """Return all gaps in a form."""
    return _answer(next(offer for offer in _FORMS if offer.name == form))


def _answer(form: Offer) -> Response:
    said = parameters.once(("kind", "after"))
    only = said["kind"]
    if only and only not in KINDS:
        raise UnknownThing(
            f"There is no kind of gap {only[:80]!r}.", f"There are {', '.join(KINDS)}."
        )
    start = parameters.number(said["after"], "after")
    store = graph().store
    found = ask(store, lambda index: gaps(store, index))
    kinds = [found[name] for name in KINDS if only in ("", name)]
    if form.name == "json":
        head = {"totals": {kind.name: kind.total for kind in kinds}}
        return as_json(head, "gaps", _as_objects(store, kinds))
    if form.name == "csv":
        rows = (
            (kind.name, g.thing, g.label, g.count, g.study, g.note)
            for kind, g in _worded(store, kinds)
        )
        return as_file(csv_lines(_COLUMNS, rows), form, "gaps.csv")
    return make_response(_rendered(kinds, only, start))


def _worded(store: Store, kinds: list[Kind]) -> Iterator[tuple[Kind, Gap]]:
    for kind in kinds:
        for i in range(0, kind.total, _AT_ONCE):
            for gap in worded(store, kind.all[i : i + _AT_ONCE]):
                yield kind, gap


def _as_objects(store: Store, kinds: list[Kind]) -> Iterator[dict[str, Any]]:
    for kind, gap in _worded(store, kinds):
        yield {
            "gap": kind.name,
            "thing": gap.thing,
            "label": gap.label,
            "count": gap.count,
            "study": gap.study or None,
            "note": gap.note or None,
        }


def _rendered(kinds: list[Kind], only: str, start: int) -> str:
    store = graph().store
    revision = store.revision()
    shown = {k.name: list(k.all[start : start + PAGE] if only else k.all[:_FIRST]) for k in kinds}
    told = {
        name: claims(store, revision, [g.thing for g in shown[name]])
        for name in (UNSHOWN, UNREAD)
        if name in shown
    }
    studies = {claim.study for those in told.values() for claim in those}
    return render_template(
        "gaps.html",
        kinds=kinds,
        only=only,
        shown=shown,
        told=told,
        titles=TITLES,
        meanings=MEANINGS,
        names=study_names(store, revision, sorted(studies)),
        pager=_pager(kinds[0], start) if only else None,
        page_of=_pages(),
        thing_id=thing_id,
        forms=[
            (name, at(f"/literature/gaps.{end}", kind=only))
            for name, end in (("CSV", "csv"), ("JSON", "json"))
        ],
    )


def _pages() -> dict[str, Callable[[Gap], str | None]]:
    """Return where each kind of thing has its page."""
    return {
        UNQUOTED: lambda g: construct_page(g.thing) + ("#claims" if g.count else ""),
        UNUSED: lambda g: to_work(g.thing),
        ONE_GROUP: lambda g: at("/quotes", supports=g.thing),
    }


def _pager(kind: Kind, start: int) -> dict[str, Any]:
    shown = max(0, min(PAGE, kind.total - start))
    more = kind.total - start - shown

    def to(number: int) -> str:
        return at("/literature/gaps", kind=kind.name, after=number or None)

    return {
        "first": start + 1 if shown else 0,
        "last": start + shown,
        "total": kind.total,
        "previous": to(max(0, start - PAGE)) if start else None,
        "next": to(start + PAGE) if more > 0 else None,
        "next_count": min(PAGE, more) if more > 0 else 0,
    }
