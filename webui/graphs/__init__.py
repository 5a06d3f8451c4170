"""The graph: begin with one thing, walk from it to its neighbours, or find the way to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, redirect, render_template, request

from kg.describing.memory import steady
from kg.describing.relations import spoken
from kg.errors import BadParameter, UnknownThing
from kg.index import ask
from kg.pages.paths import MOST_STEPS, shortest
from kg.pages.starts import offered, several, starts, with_words
from kg.pages.thing_names import LONGEST, name_of_thing, things_named
from kg.pages.walks import MOST, Walk, lay_out
from kg.terms import iri, value_of
from webui.graphs import data, walking, ways
from webui.graphs.addresses import address, of_page, of_walk, of_way
from webui.links import at
from webui.negotiation import Offer, choose
from webui.sending import send, send_json, tag, unchanged
from webui.state import graph, site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.index import Index
    from kg.pages.paths import Way
    from kg.pages.starts import Start
    from kg.pages.walks import Layout
    from webui.links import Value

pages = Blueprint("graphs", __name__)

_OFFERS = (
    Offer("html", ("text/html", "application/xhtml+xml")),
    Offer("json", ("application/json",)),
    Offer("svg", ("image/svg+xml",)),
    Offer("ttl", ("text/turtle", "application/x-turtle")),
    Offer("csv", ("text/csv",)),
)
_TYPES = {
    "svg": "image/svg+xml",
    "ttl": "text/turtle; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
}
_FILES = (("SVG", "svg"), ("CSV", "csv"), ("Turtle", "ttl"), ("JSON", "json"))


@pages.get("/graph")
def page() -> Response:
    """Show where to begin, the neighbourhood of a thing, or the way between two."""
    return _answer(choose(_OFFERS, request.headers.get("Accept")).name, negotiated=True)


@pages.get("/graph.<any(json, svg, csv, ttl):form>")
def page_as(form: str) -> Response:
    """Return the same in a form for other tools."""
    return _answer(form, negotiated=False)


def _answer(form: str, *, negotiated: bool) -> Response:
    store, said, stated = graph().store, _said(), _stated()
    validator = tag("graph", form, store.revision(), site().audience, request.url)
    if (same := unchanged(validator)) is not None:
        return same

    def gather(index: Index) -> Response:
        ends = {name: things_named(store, index, said[name]) for name in ("from", "to")}
        for name in ("from", "to"):
            if said[name] and len(ends[name]) != 1:
                return _which(index, name, ends[name], form)
        if not said["from"]:
            return _begin(index, form, validator, negotiated=negotiated)
        [start] = ends["from"]
        if form == "html" and _is_moved(ends):
            return redirect(_canonical(ends), 303, Response)  # type: ignore[return-value]
        if ends["to"]:
            way = steady(store, lambda m: shortest(store, m, start, ends["to"][0], stated=stated))
            return _way(way, form, validator, negotiated=negotiated)
        opened, hidden, pinned = _keys()
        walk = Walk(start, opened, hidden, pinned, said["at"])
        layout = steady(store, lambda memory: lay_out(store, memory, index, walk, public=_public()))
        return _walk(layout, form, validator, negotiated=negotiated)

    return ask(store, gather)


def _begin(index: Index, form: str, validator: str, *, negotiated: bool) -> Response:
    found = starts(index, public=_public())
    if form == "json":
        body = {"starts": [_as_json(start) for start in found]}
        return send_json(body, validator=validator, negotiated=negotiated)
    if form != "html":
        raise BadParameter("A graph begins with one thing.", "Add from=…, such as from=patching.")
    page = render_template("graph_start.html", starts=found, offered=offered(index), said={})
    return _page(page, validator)


def _which(index: Index, name: str, things: list[str], form: str) -> Response:
    """Answer that a name stands for nothing, or for several things, with what comes near."""
    said = _said()
    found = (
        several(index, things)
        if things
        else with_words(graph().store, said[name], public=_public())
    )
    if form != "html":
        if things:
            raise BadParameter(
                f"{len(things)} things have the id {said[name][:80]!r}.",
                f"Say which: {' or '.join(start.key for start in found.starts[:3])}.",
            )
        near = [start.key for start in found.starts[:3]]
        raise UnknownThing(
            f"There is nothing called {said[name][:80]!r}.",
            f"Near it are {', '.join(near)}."
            if near
            else "Give the address of a thing, or its id.",
        )
    page = render_template(
        "graph_start.html",
        starts=[],
        offered=offered(index),
        said=said,
        asked=name,
        found=found,
        of_one_id=bool(things),
        href=lambda start: address(**{**_named(said), f"{name}_": start.key}),
    )
    response = send(page, "text/html; charset=utf-8")
    response.status_code = 200 if found.starts else 404
    return response


def _walk(layout: Layout, form: str, validator: str, *, negotiated: bool) -> Response:
    store = graph().store
    if form == "json":
        return send_json(data.walk_as_json(layout), validator=validator, negotiated=negotiated)
    if form == "svg":
        return _file(walking.drawn(layout, file=True), form, validator, negotiated=negotiated)
    if form == "csv":
        return _file("".join(data.walk_as_csv(layout)), form, validator, negotiated=negotiated)
    if form == "ttl":
        made = steady(store, lambda memory: data.walk_as_turtle(store, memory, layout))
        return _file(made, form, validator, negotiated=negotiated)
    page = render_template(
        "graph.html",
        layout=layout,
        first=layout.first,
        drawing=walking.drawn(layout),
        items=walking.items(layout),
        most=MOST,
        close=lambda key: of_walk(layout.walk.closing(key)),
        show=lambda key: of_walk(layout.walk.showing(key)),
        opened=[spot for key in layout.walk.opened if (spot := layout.spot(key))],
        forms=[(name, of_walk(layout.walk, f"/graph.{suffix}")) for name, suffix in _FILES],
        address=of_walk(layout.walk),
        is_far=max(spot.column for spot in layout.spots) > 3,
        start=name_of_thing(layout.walk.start),
    )
    return _page(page, validator)


def _way(way: Way, form: str, validator: str, *, negotiated: bool) -> Response:
    store, stated = graph().store, _stated()
    if form == "json":
        body = data.way_as_json(way, stated=stated)
        return send_json(body, validator=validator, negotiated=negotiated)
    if form == "svg":
        return _file(ways.drawn(way, file=True), form, validator, negotiated=negotiated)
    if form == "csv":
        return _file("".join(data.way_as_csv(way)), form, validator, negotiated=negotiated)
    if form == "ttl":
        made = steady(store, lambda memory: data.way_as_turtle(store, memory, way))
        return _file(made, form, validator, negotiated=negotiated)
    page = render_template(
        "graph_way.html",
        way=way,
        heading=ways.heading(way),
        drawing=ways.drawn(way),
        said=_words(way),
        stated=stated,
        most=MOST_STEPS,
        modes={each: of_way(way, stated=each) for each in (False, True)},
        key=name_of_thing,
        of_page=of_page,
        forms=[(name, of_way(way, stated=stated, path=f"/graph.{s}")) for name, s in _FILES],
        address=of_way(way, stated=stated),
    )
    return _page(page, validator)


def _words(way: Way) -> dict[str, str]:
    """Return what the quotes and claims on a way say, by IRI."""
    said = spoken(graph().store, [iri(place.iri) for place in way.places], public=_public())
    return {value_of(term): words for term, words in said.items()}


def _public() -> bool:
    return site().audience == "public"


def _said() -> dict[str, str]:
    said = {name: request.args.get(name, "").strip() for name in ("from", "to", "at")}
    if max(map(len, said.values())) > LONGEST:
        raise BadParameter("That is too long to be the name of a thing.", "Shorten it.")
    return said


def _named(said: dict[str, str]) -> dict[str, str]:
    return {f"{name}_": said[name] for name in ("from", "to") if said[name]}


def _keys() -> Iterator[tuple[str, ...]]:
    """Yield what was opened, hidden and pinned."""
    for name in ("open", "hide", "pin"):
        yield tuple(dict.fromkeys(filter(None, request.args.getlist(name))))


def _stated() -> bool:
    by = request.args.get("by", "")
    if by not in ("", "stated"):
        raise BadParameter(f"by={by[:40]} does not do.", "Use by=stated, or leave it out.")
    return bool(by)


def _is_moved(ends: dict[str, list[str]]) -> bool:
    return any(
        iris and request.args.get(name) != name_of_thing(iris[0]) for name, iris in ends.items()
    )


def _canonical(ends: dict[str, list[str]]) -> str:
    """Return the one address of what was typed."""
    said: dict[str, Value] = {
        f"{name}_": name_of_thing(iris[0]) for name, iris in ends.items() if iris
    }
    for name in ("open", "hide", "pin", "at", "by"):
        said[f"{name}_"] = request.args.getlist(name)
    return at("/graph", **said)


def _as_json(start: Start) -> dict[str, object]:
    return {
        "key": start.key,
        "label": start.label,
        "kind": start.kind,
        "quotes": start.quotes,
        "text": start.words or None,
    }


def _page(page: str, validator: str) -> Response:
    return send(page, "text/html; charset=utf-8", validator=validator)


def _file(body: str | bytes, form: str, validator: str, *, negotiated: bool) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="graph.{form}"'}
    return send(body, _TYPES[form], validator=validator, headers=headers, negotiated=negotiated)
