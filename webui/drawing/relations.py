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
    for joint in joints:
        said = " or ".join(label(p) for p in joint.properties) or "is a kind of"
        bend, at = _way(joint, hub, turn)
        line, name = _joint(boxes[joint.start], boxes[joint.end], clean(said), bend, at)
        lines.append(line)
        names.append(name)
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


def _way(joint: Joint, hub: str, turn: dict[str, int]) -> tuple[float, float]:
    """Return how far a line bends outwards (inwards below 0), and where on it its words stand."""
    if hub in (joint.start, joint.end):
        other = joint.end if joint.start == hub else joint.start
        along = 0.64 if turn[other] % 2 else 0.52
        return 0.0, along if joint.start == hub else 1 - along
    apart = _apart(turn[joint.start], turn[joint.end], len(turn))
    if apart == 1:
        return 0.22, 0.5
    return (-0.16, 0.6) if apart == 2 else (-0.24, 0.28)


def _joint(start: _Box, end: _Box, said: str, bend: float, at: float) -> tuple[Markup, Markup]:
    middle = ((start.x + end.x) / 2, (start.y + end.y) / 2)
    # Outwards is away from the middle of the drawing.
    ox, oy = middle[0] - WIDTH / 2, middle[1] - HEIGHT / 2
    far = (ox * ox + oy * oy) ** 0.5 or 1.0
    span = ((end.x - start.x) ** 2 + (end.y - start.y) ** 2) ** 0.5
    pull = (middle[0] + ox / far * span * bend, middle[1] + oy / far * span * bend)
    a, b = start.edge(pull), end.edge(pull)
    x, y = (
        (1 - at) ** 2 * p + 2 * at * (1 - at) * q + at**2 * r
        for p, q, r in zip(a, pull, b, strict=True)
    )
    path = f"M{_n(a[0])} {_n(a[1])}Q{_n(pull[0])} {_n(pull[1])} {_n(b[0])} {_n(b[1])}"
    line = Markup('<path d="{}"/>').format(path + _head(pull, b))
    rows = wrapped(said, _WIDEST, _SIZE)
    top = y + 5 - (len(rows) - 1) * _LINE / 2
    words = Markup("").join(
        Markup('<text class="on" x="{}" y="{}">{}</text>').format(_n(x), _n(top + i * _LINE), row)
        for i, row in enumerate(rows)
    )
    return line, words


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
