"""An answer as a graph: drawn in columns, and the same as a nested list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.pages.joined import Joined, Value
from kg.pages.wording import counted
from webui.drawing.columns import Edge, Node, columns_of, draw
from webui.links import to_thing

if TYPE_CHECKING:
    from markupsafe import Markup

Address = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class GraphView:
    """A graph as a page shows it; ``says`` is what is to be said of it."""

    drawn: Markup | None
    found: Joined
    says: tuple[str, ...]

    @property
    def has_derived(self) -> bool:
        """Whether a line is dashed, so that it must be said what that means."""
        return any(line.derived for line in self.found.lines)


def viewed(found: Joined, title: str) -> GraphView:
    """Return a graph for a page."""
    return GraphView(_drawn(found, title, to_thing) if found.things else None, found, _says(found))


def as_svg(found: Joined, title: str, root: str, source: str) -> str:
    """Return the drawing as a file; its links lead to the site at ``root``."""

    def whole(iri: str) -> str | None:
        there = to_thing(iri)
        return f"{root}{there}" if there and there.startswith("/") else there

    return str(_drawn(found, title, whole, file=True, about=" ".join((*_says(found), source))))


def to(value: Value) -> str | None:
    """Return where a value of the list leads."""
    return to_thing(value.iri) if value.iri else None


def _drawn(
    found: Joined, title: str, address: Address, *, file: bool = False, about: str = ""
) -> Markup:
    column = columns_of(
        [thing.key for thing in found.things], [(line.source, line.target) for line in found.lines]
    )
    nodes = [
        Node(
            thing.key,
            thing.label,
            thing.kind or "thing",
            column[thing.key],
            address(thing.iri) if thing.iri else None,
        )
        for thing in found.things
    ]
    edges, told = [], set()
    for line in found.lines:
        # Where many come in by one relation, its words stand once.
        label = "" if (line.target, line.relation) in told else line.relation
        told.add((line.target, line.relation))
        edges.append(Edge(line.source, line.target, label, derived=line.derived, arrow=True))
    return draw(nodes, edges, title=title, about=about, file=file)


def _says(found: Joined) -> tuple[str, ...]:
    said = []
    if not found.things:
        said.append("Nothing in this answer joins two things; the list has what is said of each.")
    if found.left:
        said.append(
            f"Drawn are {counted(len(found.things), 'thing')}, the first of the answer; "
            f"{counted(found.left, 'statement')} more would join others. Ask for less to see them."
        )
    if found.unlisted:
        said.append(
            f"The list ends before {counted(found.unlisted, 'more statement')}; every format has "
            "them all."
        )
    return tuple(said)
