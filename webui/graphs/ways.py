"""The way between two things as shown: drawn from left to right, and step by step in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.pages.thing_names import name_of_thing
from kg.pages.wording import counted
from webui.drawing.columns import Edge, Node, draw
from webui.graphs.addresses import address, id_of, whole

if TYPE_CHECKING:
    from markupsafe import Markup

    from kg.pages.paths import Way


def drawn(way: Way, *, file: bool = False) -> Markup:
    """Return the drawing of a way, for its page or as a file."""
    nodes, edges = [], []
    for column, place in enumerate(way.places):
        key = name_of_thing(place.iri)
        href = address(from_=key)
        nodes.append(
            Node(
                id_of(key),
                place.label,
                place.kind,
                column,
                whole(href) if file else href,
                f"{place.label} {place.kind}, its neighbours",
                here=place.iri in (way.start.iri, way.end.iri),
            )
        )
    for step in way.steps:
        start, end = id_of(name_of_thing(step.start.iri)), id_of(name_of_thing(step.end.iri))
        edges.append(Edge(start, end, step.says, step.derived, arrow=True))
    return draw(nodes, edges, title=heading(way), about=described(way), file=file, level=True)


def heading(way: Way) -> str:
    """Return what the page is about."""
    return f"From {way.start.label} to {way.end.label}"


def described(way: Way) -> str:
    """Say the way in words."""
    said = ", ".join(f"{step.says} {step.end.label}" for step in way.steps)
    return f"{counted(len(way.steps), 'step')}: {way.start.label} {said}." if said else ""
