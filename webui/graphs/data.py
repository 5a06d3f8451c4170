"""What the graph page shows, for other tools: JSON, CSV and Turtle."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg import terms
from kg.describing import words
from kg.describing.labels import labels
from kg.describing.writing import write
from kg.evidence.spreadsheet import csv_lines
from webui.graphs.walking import count_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kg.describing.memory import Memory
    from kg.pages.paths import Way
    from kg.pages.walks import Layout, Spot
    from kg.store.base import Store
    from kg.terms import Triple

_COLUMNS = (
    "column", "from", "from_label", "relation", "property", "direction", "count", "iri", "label",
    "kind", "standing",
)  # fmt: skip
_STEPS = ("step", "from", "from_label", "relation", "property", "iri", "label", "kind", "standing")


def walk_as_json(layout: Layout) -> dict[str, Any]:
    """Return a walk as nodes and the edges between them."""
    return {
        "from": layout.walk.start,
        "nodes": [
            {
                "key": spot.key,
                "sort": spot.sort,
                "column": spot.column,
                "label": spot.label,
                "kind": spot.kind or None,
                "iri": spot.iri or None,
                "count": spot.count if spot.sort != "thing" else None,
                "more_than_counted": bool(spot.relation and spot.relation.beyond),
                "open": spot.open,
                "pinned": spot.pinned,
                "shown_already": spot.again,
                "text": spot.words or None,
            }
            for spot in layout.spots
        ],
        "edges": [
            {
                "from": spot.above,
                "to": spot.key,
                "property": spot.relation.name if spot.relation else None,
                "standing": _standing(spot.derived),
            }
            for spot in layout.spots
            if spot.above
        ],
        "hidden": [key for key, _ in layout.hidden],
        "truncated": bool(layout.refused),
        "not_opened": [refused.key for refused in layout.refused],
    }


def walk_as_csv(layout: Layout) -> Iterator[str]:
    """Return a walk as rows: a group that is closed with its count, an open one by its members."""
    return csv_lines(_COLUMNS, _rows(layout))


def _rows(layout: Layout) -> Iterator[tuple[str | int | None, ...]]:
    by_key = {spot.key: spot for spot in layout.spots if not spot.again}
    for spot in layout.spots:
        group = by_key.get(spot.above) if spot.sort == "thing" else spot
        if group is None or group.relation is None or spot.sort == "more":
            continue
        if spot is group and any(each.above == spot.key for each in layout.spots):
            continue  # its members say it
        owner = next(s for s in layout.spots if s.iri == group.of)
        yield (
            spot.column, owner.iri, owner.label, group.label, group.relation.name,
            group.relation.direction, count_of(group).replace(",", ""), spot.iri or None,
            spot.label if spot.sort == "thing" else None, spot.kind or None,
            _standing(spot.derived),
        )  # fmt: skip


def walk_as_turtle(store: Store, memory: Memory, layout: Layout) -> bytes:
    """Return the statements that a walk shows, with the names of all they mention."""
    by_key = {spot.key: spot for spot in layout.spots if not spot.again}
    made: list[Triple] = []
    for spot in layout.spots:
        group = by_key.get(spot.above)
        if spot.sort == "thing" and group is not None and group.relation is not None:
            made.append(_statement(group, spot))
    return _turtle(store, memory, made, [layout.walk.start])


def _statement(group: Spot, spot: Spot) -> Triple:
    assert group.relation is not None  # noqa: S101  # the caller has looked
    ends = terms.iri(group.of), terms.iri(spot.iri)
    first, last = ends if group.relation.direction == "out" else ends[::-1]
    return first, words.full(group.relation.name), last


def way_as_json(way: Way, *, stated: bool) -> dict[str, Any]:
    """Return a way as its steps."""
    return {
        "from": way.start.iri,
        "to": way.end.iri,
        "found": bool(way.steps) or way.start.iri == way.end.iri,
        "stated_only": stated,
        "steps": [
            {
                "from": step.start.iri,
                "from_label": step.start.label,
                "relation": step.says,
                "property": step.name,
                "forward": step.forward,
                "to": step.end.iri,
                "to_label": step.end.label,
                "to_kind": step.end.kind,
                "standing": _standing(step.derived),
            }
            for step in way.steps
        ],
        "things_looked_at": way.looked,
        "truncated": way.cut,
    }


def way_as_csv(way: Way) -> Iterator[str]:
    """Return a way as rows, one a step."""
    return csv_lines(
        _STEPS,
        (
            (
                number, step.start.iri, step.start.label, step.says, step.name, step.end.iri,
                step.end.label, step.end.kind, _standing(step.derived),
            )
            for number, step in enumerate(way.steps, 1)
        ),
    )  # fmt: skip


def way_as_turtle(store: Store, memory: Memory, way: Way) -> bytes:
    """Return the statements of a way, with the names of all they mention."""
    made = []
    for step in way.steps:
        ends = terms.iri(step.start.iri), terms.iri(step.end.iri)
        first, last = ends if step.forward else ends[::-1]
        made.append((first, words.full(step.name), last))
    return _turtle(store, memory, made, [way.start.iri, way.end.iri])


def _turtle(store: Store, memory: Memory, made: list[Triple], ends: Iterable[str]) -> bytes:
    mentioned = [*map(terms.iri, ends), *(term for s, _, o in made for term in (s, o))]
    known = labels(store, memory, mentioned)
    for term in sorted(known):
        made += [(term, property, label) for property, label in known[term]]
    return b"".join(write("turtle", sorted(set(made))))


def _standing(derived: bool) -> str:
    return "worked out" if derived else "stated"
