"""The home page and the map: the question to complete, the ecosystem, what is in the graph."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, Response, jsonify, make_response, render_template, request

from kg.index import ask
from kg.pages.cards import Card, cards
from kg.pages.choices import Choices, choices
from kg.pages.contents import Contents, contents, sample
from kg.pages.ecosystem import Ecosystem, Part, ecosystem, on_the_map
from webui.cards import shown
from webui.drawing.ecosystem import TITLE, WIDTH, described, draw, drawn
from webui.drawing.figure import caption, figure
from webui.heat import Heat, heat_of
from webui.links import at
from webui.negotiation import Offer, choose
from webui.sentence import form
from webui.state import graph, site

if TYPE_CHECKING:
    from kg.index import Index

pages = Blueprint("pages", __name__)

_FORMS = (
    Offer("html", ("text/html", "application/xhtml+xml")),
    Offer("json", ("application/json",)),
)
_MAP_FORMS = (*_FORMS, Offer("svg", ("image/svg+xml",)))
_MOST_ROLES = 5


@dataclass(frozen=True, slots=True)
class _Home:
    choices: Choices
    ecosystem: Ecosystem
    contents: Contents
    card: Card | None


@pages.get("/")
def home() -> Response:
    """Show the question, the map and what there is; as JSON the numbers alone."""
    wanted = choose(_FORMS, request.headers.get("Accept")).name
    found = _gathered()
    if wanted == "json":
        return _varied(jsonify(_in_numbers(found.contents)))
    page = render_template(
        "home.html",
        form=form(found.choices),
        found=found,
        eco=found.ecosystem,
        contents=found.contents,
        map=drawn(found.ecosystem),
        table=table_of(found.ecosystem),
        one=shown([found.card])[0] if found.card and found.card.shown else None,
        **differing(found.ecosystem),
    )
    return _varied(make_response(page))


@pages.get("/ecosystem")
def map_page() -> Response:
    """Show the map, large, with its table."""
    wanted = choose(_MAP_FORMS, request.headers.get("Accept")).name
    if wanted != "html":
        return _varied(map_as_json() if wanted == "json" else map_as_figure())
    found = ask(graph().store, ecosystem)
    page = render_template(
        "ecosystem.html",
        eco=found,
        map=drawn(found),
        table=table_of(found),
        **differing(found),
    )
    return _varied(make_response(page))


@pages.get("/ecosystem.json")
def map_as_json() -> Response:
    """Return the numbers of the map."""
    found = ask(graph().store, ecosystem)
    return jsonify(
        environments=[_part(part) for part in (*found.environments, found.innermost)],
        people=[
            {"roles": list(p.roles), "label": p.label, "quotes": p.count} for p in found.people
        ],
        formation=_part(found.formation),
    )


@pages.get("/ecosystem.svg")
def map_as_figure() -> Response:
    """Return the map as a figure to take along."""
    found = ask(graph().store, ecosystem)
    body, height = draw(found)
    notes = [
        "Numbers are quotes, by the shared scheme. Land is an environment, one around the other; "
        "a dotted ring is the micro-environment of a person; the area of a pebble grows with its "
        "number.",
        caption(at("/ecosystem")),
    ]
    document = figure(TITLE, described(found), body, (WIDTH, height), notes, kind="map")
    answer = Response(document, content_type="image/svg+xml")
    answer.headers["Content-Disposition"] = 'attachment; filename="ecosystem.svg"'
    return answer


def _part(part: Part) -> dict[str, object]:
    return {
        "construct": part.key,
        "label": part.label,
        "quotes": part.count,
        "below": [_part(each) for each in part.below],
    }


def _gathered() -> _Home:
    store = graph().store

    def gather(index: Index) -> _Home:
        row = sample(index)
        public = site().audience == "public"
        found = cards(store, index, [row], public=public, explained=False) if row else []
        return _Home(
            choices(store, index),
            ecosystem(index),
            contents(store, index),
            found[0] if found else None,
        )

    return ask(store, gather)


def _in_numbers(found: Contents) -> dict[str, object]:
    return {
        "quotes": found.quotes,
        "utterances": found.utterances,
        "studies": found.studies,
        "records": found.records,
        "roles": {choice.key: choice.count for choice in found.roles},
        "sources": {choice.key: choice.count for choice in found.sources},
        **found.counts,
    }


def table_of(found: Ecosystem) -> Heat:
    """Return the map as a table."""
    quoted = [j for j, value in enumerate(found.table.col_values) if value.quotes]
    kept = sorted(quoted, key=lambda j: -found.table.col_values[j].quotes)[:_MOST_ROLES]
    return heat_of(
        found.table,
        title="The map as a table",
        caption="The map as a table: quotes that support each construct, and who said them.",
        rows=on_the_map(found),
        columns=sorted(kept),
    )


def differing(found: Ecosystem) -> dict[str, object]:
    """Return an example of a construct that has other quotes as filed, and who says nothing."""
    filed = ask(graph().store, lambda index: _filed(index, found))
    silent = [p.roles[0].replace("-", " ") for p in found.people if not p.count]
    return {"example": filed, "silent": silent if len(silent) < len(found.people) else []}


def _filed(index: Index, found: Ecosystem) -> tuple[Part, int] | None:
    held = index.shared("construct", "filed")
    for part in sorted(found.formation.below, key=lambda part: -part.count):
        filed = len(held.get(part.key, ()))
        if part.below and filed != part.count:
            return part, filed
    return None


def _varied(response: Response) -> Response:
    response.vary.add("Accept")
    return response
