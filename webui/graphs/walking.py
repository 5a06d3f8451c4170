"""A walk as shown: the drawing, and the same as a nested list with what can be done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from webui.drawing.columns import Edge, Node, draw
from webui.graphs.addresses import address, id_of, of_list, of_page, of_walk, whole

if TYPE_CHECKING:
    from collections.abc import Callable

    from markupsafe import Markup

    from kg.pages.walks import Layout, Spot, Walk

Act = tuple[str, str]
"""What can be done, in words, and the address that does it."""


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the list. ``acts`` are what can be done with what is chosen."""

    id: str
    label: str
    language: str
    kind: str
    count: str
    href: str
    opens: Act | None
    here: bool
    derived: bool
    again: bool
    pinned: bool
    words: str
    hidden: int
    acts: tuple[Act, ...]
    below: tuple[Item, ...]


def drawn(layout: Layout, *, file: bool = False) -> Markup:
    """Return the drawing of a walk, for its page or as a file."""
    ids = {spot.key: id_of(spot.key) for spot in layout.spots}

    def href(to: str) -> str:
        return whole(to) if file else to

    nodes, edges = [], []
    for spot in layout.spots:
        id = _id(spot)
        nodes.append(_node(layout, spot, id, href))
        if spot.above:
            edges.append(Edge(ids[spot.above], id, derived=spot.derived))
    return draw(nodes, edges, title=title(layout), about=described(layout), file=file)


def items(layout: Layout) -> list[Item]:
    """Return the walk as a nested list: what stands left, each with what lies beyond it."""
    return [_item(layout, spot) for spot in layout.spots if not spot.above]


def title(layout: Layout) -> str:
    """Return what the drawing is of."""
    return f"{layout.first.label} and its neighbours"


def described(layout: Layout) -> str:
    """Say what the drawing shows, in words."""
    groups = [spot for spot in layout.spots if spot.above == layout.first.key]
    said = "; ".join(f"{spot.label} {count_of(spot)}" for spot in groups)
    return (
        f"From the {layout.first.kind} {layout.first.label}, left to right: {said}. "
        "Solid lines were stated, dashed ones worked out. The list says the same."
    )


def count_of(spot: Spot) -> str:
    """Return the number of a group as people read it; empty for a thing."""
    if spot.sort == "thing":
        return ""
    beyond = spot.relation is not None and spot.relation.beyond
    if spot.sort == "more":
        return "many more" if beyond else f"{spot.count:,} more"
    return f"more than {spot.count:,}" if beyond else f"{spot.count:,}"


def toggled(layout: Layout, spot: Spot) -> Walk:
    """Return the walk after a thing or group was opened, or closed; the start stays open."""
    walk = layout.walk
    if spot.again or spot.key == layout.first.key:
        return walk.choosing(spot.key)
    return walk.closing(spot.key) if spot.open else walk.opening(spot.key)


def _id(spot: Spot) -> str:
    return id_of(f"{spot.above} {spot.key}") if spot.again else id_of(spot.key)


def _node(layout: Layout, spot: Spot, id: str, href: Callable[[str], str]) -> Node:
    here = spot.key == layout.walk.at and not spot.again
    count = count_of(spot)
    if spot.sort == "more":
        assert spot.relation is not None  # noqa: S101  # more of a relation
        to = of_list(spot.of, spot.relation)
        name = f"{count}: all as a list"
        return Node(id, count, "more", spot.column, href(to), name)
    target = id_of(spot.key) if spot.again else id
    to = of_walk(toggled(layout, spot), fragment=target)
    if spot.sort != "thing":
        name = f"{spot.label} {count}, {'close' if spot.open else 'open'}"
        return Node(
            id, spot.label, "group", spot.column, href(to), name, count, here=here, open=spot.open
        )
    kind = spot.kind
    if spot.again:
        name = f"{spot.label} {kind}, shown already"
    elif spot.key == layout.first.key:
        name = f"{spot.label} {kind}, where this begins"
    else:
        name = f"{spot.label} {kind}, {'close' if spot.open else 'open'} its relations"
    return Node(id, spot.label, kind, spot.column, href(to), name, here=here, open=spot.open)


def _item(layout: Layout, spot: Spot) -> Item:
    here = spot.key == layout.walk.at and not spot.again
    below = () if spot.again else tuple(_item(layout, each) for each in layout.below(spot.key))
    place = id_of(spot.key, "l")
    label = spot.label
    if spot.sort == "more":
        assert spot.relation is not None  # noqa: S101  # more of a relation
        href, label = of_list(spot.of, spot.relation), f"{count_of(spot)}, all as a list"
    else:
        href = of_walk(layout.walk.choosing(spot.key), fragment=place)
    opens = None
    if spot.sort != "more" and not spot.again and spot.key != layout.first.key:
        opens = (
            "close" if spot.open else "open",
            of_walk(toggled(layout, spot), fragment=place),
        )
    return Item(
        id="" if spot.again or spot.sort == "more" else place,
        label=label,
        language=spot.language,
        kind=spot.kind,
        count=count_of(spot) if spot.sort != "more" else "",
        href=href,
        opens=opens,
        here=here,
        derived=spot.derived,
        again=spot.again,
        pinned=spot.pinned,
        words=spot.words,
        hidden=spot.hidden,
        acts=tuple(_acts(layout, spot)) if here else (),
        below=below,
    )


def _acts(layout: Layout, spot: Spot) -> list[Act]:
    """Return what can be done with what is chosen, beside opening it."""
    walk, start = layout.walk, layout.first.key
    made: list[Act] = []
    if spot.sort == "thing":
        if page := of_page(spot.iri):
            made.append(("Its page", page))
        if spot.key != start:
            made.append(("Begin here", of_walk(walk.starting(spot.iri))))
            made.append((f"Way from {layout.first.label}", address(from_=start, to=spot.key)))
            pinned = walk.letting_go(spot.key) if spot.pinned else walk.pinning(spot.key)
            made.append(("Unpin" if spot.pinned else "Pin", of_walk(pinned)))
    if spot.sort == "group" and spot.relation is not None:
        made.append(("All as a list", of_list(spot.of, spot.relation)))
    if spot.key != start and spot.sort in ("thing", "group"):
        made.append(("Hide", of_walk(walk.hiding(spot.key))))
    return made
