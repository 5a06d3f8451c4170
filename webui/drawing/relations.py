"""Classes in a ring round the one that joins most of them, and what leads from one to another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import cos, pi, sin
from typing import TYPE_CHECKING

from markupsafe import Markup

from kg.evidence.lettering import clean, width_of, wrapped
from webui.drawing.hand import Point

if TYPE_CHECKING:
    from kg.pages.ontology.relations import Joint, Relations

WIDTH, HEIGHT = 760, 600
_RING = (298.0, 248.0)
_SIZE = 14
_LINE = 17
_BOX = 34
_WIDEST = 130
_HEAD = 8.0
_CLEAR = 4.0
_ALONG = (0.5, 0.56, 0.44, 0.62, 0.38, 0.68, 0.32, 0.74, 0.26)
"""Where on a line its words may stand, the best first."""

_Curve = tuple[Point, Point, Point]
_Room = tuple[float, float, float, float]
"""A middle, and half the width and height of what stands there."""


@dataclass(frozen=True, slots=True)
class _Box:
    """A class where it stands: its middle and half its width and height."""

    iri: str
    label: str
    x: float
    y: float
    a: float
    b: float

    def edge(self, to: Point) -> Point:
        """Return where a line from the middle to a point leaves the box."""
        dx, dy = to[0] - self.x, to[1] - self.y
        reach = max(abs(dx) / (self.a + 3), abs(dy) / (self.b + 3), 1e-9)
        return self.x + dx / reach, self.y + dy / reach


def drawn(
    found: Relations, label: Callable[[str], str], href: Callable[[str], str], title: str
) -> Markup:
    """Return the drawing as an SVG element that stands in a page; every class is a link."""
    joints = [j for j in found.joints if j.start != j.end]
    hub, ring = _arranged(found.classes, joints)
    boxes = _placed(hub, ring, label)
    turn = {iri: n for n, iri in enumerate(ring)}
    lines, names = [], []
    taken = [(box.x, box.y, box.a, box.b) for box in boxes.values()]
    for joint in joints:
        said = " or ".join(label(p) for p in joint.properties) or "is a kind of"
        way = _curve(boxes[joint.start], boxes[joint.end], _bend(joint, hub, turn))
        lines.append(_line(way))
        names.append(_words(way, wrapped(clean(said), _WIDEST, _SIZE), taken))
    shapes = [_box(box, href(box.iri)) for box in boxes.values()]
    return Markup(
        '<svg class="classes" viewBox="0 0 {} {}" role="group" aria-labelledby="rel-t rel-d">'
        '<title id="rel-t">{}</title>'
        '<desc id="rel-d">The list below says the same in words.</desc>{}</svg>'
    ).format(WIDTH, HEIGHT, title, Markup("").join([*lines, *names, *shapes]))


def _arranged(classes: Sequence[str], joints: Sequence[Joint]) -> tuple[str, list[str]]:
    """Return the class that most joints touch, and the others so that neighbours are joined."""
    touched = {c: sum(c in (j.start, j.end) for j in joints) for c in classes}
    hub = max(classes, key=lambda c: touched[c])
    ring = [c for c in classes if c != hub]
    pairs = [(j.start, j.end) for j in joints if hub not in (j.start, j.end)]

    def length(order: list[str]) -> int:
        place = {c: n for n, c in enumerate(order)}
        return sum(_apart(place[a], place[b], len(order)) ** 2 for a, b in pairs)

    best = length(ring)
    while True:
        swaps = [
            [*ring[:i], *reversed(ring[i : j + 1]), *ring[j + 1 :]]
            for i in range(len(ring))
            for j in range(i + 1, len(ring))
        ]
        better = min(swaps, key=length, default=ring)
        if length(better) >= best:
            return hub, ring
        ring, best = better, length(better)


def _apart(a: int, b: int, n: int) -> int:
    return min((a - b) % n, (b - a) % n)


def _placed(hub: str, ring: Sequence[str], label: Callable[[str], str]) -> dict[str, _Box]:
    boxes = {hub: _made(hub, label(hub), (WIDTH / 2, HEIGHT / 2))}
    for n, iri in enumerate(ring):
        angle = 2 * pi * n / len(ring) - pi / 2
        place = (WIDTH / 2 + _RING[0] * cos(angle), HEIGHT / 2 + _RING[1] * sin(angle))
        boxes[iri] = _made(iri, label(iri), place)
    return boxes


def _made(iri: str, label: str, place: Point) -> _Box:
    said = clean(label)
    return _Box(iri, said, *place, (width_of(said, _SIZE + 1) + 22) / 2, _BOX / 2)


def _bend(joint: Joint, hub: str, turn: dict[str, int]) -> float:
    """Return how far a line bends outwards; below 0 inwards."""
    if hub in (joint.start, joint.end):
        return 0.0
    apart = _apart(turn[joint.start], turn[joint.end], len(turn))
    return 0.22 if apart == 1 else -0.16 if apart == 2 else -0.24


def _curve(start: _Box, end: _Box, bend: float) -> _Curve:
    """Return where a line leaves a class, what it is drawn towards, and where it arrives."""
    middle = ((start.x + end.x) / 2, (start.y + end.y) / 2)
    ox, oy = middle[0] - WIDTH / 2, middle[1] - HEIGHT / 2
    far = (ox * ox + oy * oy) ** 0.5 or 1.0
    span = ((end.x - start.x) ** 2 + (end.y - start.y) ** 2) ** 0.5
    pull = (middle[0] + ox / far * span * bend, middle[1] + oy / far * span * bend)
    return start.edge(pull), pull, end.edge(pull)


def _line(way: _Curve) -> Markup:
    a, pull, b = way
    path = f"M{_n(a[0])} {_n(a[1])}Q{_n(pull[0])} {_n(pull[1])} {_n(b[0])} {_n(b[1])}"
    return Markup('<path d="{}"/>').format(path + _head(pull, b))


def _words(way: _Curve, rows: list[str], taken: list[_Room]) -> Markup:
    """Return the words of a line where they meet no class and no other words, if there is room."""
    a = max(width_of(row, _SIZE) for row in rows) / 2 + _CLEAR
    b = len(rows) * _LINE / 2 + _CLEAR

    def met(room: _Room) -> float:
        x, y, _, _ = room
        return sum(
            max(0.0, a + other[2] - abs(x - other[0])) * max(0.0, b + other[3] - abs(y - other[1]))
            for other in taken
        )

    places = [(*_at(way, along), a, b) for along in _ALONG]
    room = min(places, key=lambda place: (round(met(place)), places.index(place)))
    taken.append(room)
    top = room[1] + 5 - (len(rows) - 1) * _LINE / 2
    return Markup("").join(
        Markup('<text class="on" x="{}" y="{}">{}</text>').format(
            _n(room[0]), _n(top + i * _LINE), row
        )
        for i, row in enumerate(rows)
    )


def _at(way: _Curve, along: float) -> Point:
    x, y = (
        (1 - along) ** 2 * p + 2 * along * (1 - along) * q + along**2 * r
        for p, q, r in zip(*way, strict=True)
    )
    return x, y


def _head(origin: Point, tip: Point) -> str:
    dx, dy = tip[0] - origin[0], tip[1] - origin[1]
    far = (dx * dx + dy * dy) ** 0.5 or 1.0
    ux, uy = dx / far, dy / far
    left, right = (
        (tip[0] - _HEAD * (ux * cos(t) - uy * sin(t)), tip[1] - _HEAD * (ux * sin(t) + uy * cos(t)))
        for t in (0.45, -0.45)
    )
    return f"M{_n(left[0])} {_n(left[1])}L{_n(tip[0])} {_n(tip[1])}L{_n(right[0])} {_n(right[1])}"


def _box(box: _Box, href: str) -> Markup:
    return Markup(
        '<a href="{}"><rect class="hit" x="{}" y="{}" width="{}" height="{}" rx="3"/>'
        '<text x="{}" y="{}">{}</text></a>'
    ).format(
        href, _n(box.x - box.a), _n(box.y - box.b), _n(2 * box.a), _n(2 * box.b), _n(box.x),
        _n(box.y + 5), box.label,
    )  # fmt: skip


def _n(value: float) -> str:
    return f"{round(value, 1) + 0:g}"
