"""The map of the mentoring ecosystem, drawn from its numbers: every part a link to its quotes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt
from typing import TYPE_CHECKING

from markupsafe import Markup

from kg.evidence.lettering import clean, shortened, width_of, wrapped
from kg.pages.wording import counted, listed
from webui.drawing.hand import Point, arrow, bent, closed, stem
from webui.links import at

if TYPE_CHECKING:
    from kg.pages.ecosystem import Ecosystem, Part, People

TITLE = "Map of the mentoring ecosystem and of identity formation"
WIDTH = 380
_MIDDLE = WIDTH / 2
_SIZE = 14
_LINE = 16
_HEAD = 58
"""How high the heading of an environment is."""
_CONTENT = 272
"""How high the innermost environment is below its heading."""
_LEAST_HIT = 62
_PEBBLE = 32
_SMALLEST = 14
_LONGEST = 48
_CLASSES = {"mentee": "m", "peer-mentor": "p", "mentor": "t", "senior-mentor": "t"}
# Where people stand in the innermost environment: the middle of the disc, from its top left.
_PLACES: dict[int, tuple[Point, ...]] = {
    1: ((190, 60),),
    2: ((98, 151), (282, 151)),
    3: ((98, 151), (282, 151), (190, 37)),
    4: ((98, 151), (282, 151), (254, 37), (126, 37)),
    5: ((98, 151), (282, 151), (254, 37), (126, 37), (190, 196)),
}


@dataclass(slots=True)
class _Pebble:
    """A construct of identity formation, where it is to lie."""

    part: Part
    of: Part | None
    lines: list[str]
    radius: float
    width: float
    x: float = 0


def drawn(found: Ecosystem) -> Markup:
    """Return the map as an SVG element that stands in a page."""
    body, height = draw(found)
    return Markup(
        '<svg class="map" viewBox="0 0 {w} {h}" role="group" aria-labelledby="map-t map-d">'
        '<title id="map-t">{t}</title><desc id="map-d">{d}</desc>{body}</svg>'
    ).format(w=WIDTH, h=height, t=TITLE, d=clean(described(found)), body=body)


def draw(found: Ecosystem) -> tuple[Markup, int]:
    """Draw the map: its marks, and how high it is."""
    n = len(found.environments)
    step = 25 if n <= 2 else 44 / (n - 1)
    top = 14 + _HEAD * n
    land, links = _environments(found.environments, step, top)
    ways, people = _people(found.people, top)
    bottom = top + _CONTENT + 20 * (n - 1) + 2
    root = 4 if len(found.people) > 4 else 40  # where others stand, the root begins below them
    lines, pebbles, height = _formation(found.formation, bottom, root)
    inner = _innermost(found.innermost, top, alone=len(found.people) < 3)
    body = Markup("").join([*land, *lines, *ways, *links, inner, *people, *pebbles])
    return body, round(height)


def described(found: Ecosystem) -> str:
    """Say what the map shows, in words."""
    inside = [_first_upper(part.label) for part in reversed(found.environments)]
    roles = [people.label.lower() for people in found.people if people.label != "Others"]
    walk = [people.label.lower() for people in found.people if people.walks]
    said = [
        f"{_first_upper(listed(roles))} each stand in a {found.innermost.label}.",
        f"Around these lie, from the inside out: {listed(inside).lower()}.",
    ]
    if len(walk) > 1:
        said.append(f"A path runs from {' to '.join(walk)}.")
    branches = []
    for part in found.formation.below:
        kinds = [kind.label for kind in part.below]
        branches.append(f"{part.label} ({listed(kinds)})" if kinds else part.label)
    if branches:
        said.append(
            f"Below, rooted in this ecosystem, {found.formation.label} branches into "
            f"{listed(branches)}."
        )
    said.append("Every part is a link to its quotes; the table says the same.")
    return " ".join(said)


def _environments(
    parts: Sequence[Part], step: float, top: float
) -> tuple[list[Markup], list[Markup]]:
    n = len(parts)
    shapes, links = [], []
    for i, part in enumerate(parts):
        upper = 16 + _HEAD * i
        lower = top + _CONTENT + 20 * (n - 1 - i)
        a, b = WIDTH / 2 - 10 - step * i, (lower - upper) / 2
        fill = "land2" if i == n - 1 else "land1"
        for kind, again in ((f"{fill} draw", False), ("thin", True)):
            curve = closed(
                _MIDDLE, upper + b, a, b, name=part.key, wobble=0.012, corner=3.1, again=again
            )
            shapes.append(_path(kind, curve))
        label = _fitting(_first_upper(part.label), 2 * a - 60)
        room = max(160, width_of(label, _SIZE) + 12)
        links.append(
            _link(
                at("/quotes", supports=part.key),
                _hit(_MIDDLE - room / 2, upper + 4, room, 46),
                _text(_MIDDLE, upper + 22, label, "b"),
                _text(_MIDDLE, upper + 40, counted(part.count, "quote"), "q"),
            )
        )
    return shapes, links


def _people(people: Sequence[People], top: float) -> tuple[list[Markup], list[Markup]]:
    places = _PLACES[min(len(people), 5)]
    spots = [(x, top + y) for x, y in places]
    middle = top + 100
    ways, shown = [], []
    walkers = [spots[i] for i, p in enumerate(people) if p.walks]
    for i, (start, end) in enumerate(pairwise(walkers)):
        ways.append(_path("draw", _walk(start, end, middle, is_first=i == 0)))
    if len(walkers) > 2:
        ways.append(_path("thin", _walk(walkers[-1], walkers[0], middle, open_=True)))
    for person, (x, y) in zip(people, spots, strict=False):
        shown.append(_person(person, x, y))
    return ways, shown


def _walk(
    start: Point, end: Point, middle: float, *, is_first: bool = False, open_: bool = False
) -> str:
    """Return a way from one to another, bent away from the middle of the land."""
    (x0, y0), (x1, y1) = start, end
    if abs(x1 - x0) < 0.6 * abs(y1 - y0):  # one above the other: past the words between them
        out, down = (1 if x0 > _MIDDLE else -1), (1 if y1 > y0 else -1)
        a = (x0 + out * (30 if down < 0 else 46), y0 + down * (30 if down < 0 else 4))
        b = (x1 + out * (46 if down < 0 else 30), y1 - down * (8 if down < 0 else 30))
        return bent(a, b, out * down * -0.2) if open_ else arrow(a, b, out * down * -0.2)
    length = sqrt((x1 - x0) ** 2 + (y1 - y0) ** 2) or 1
    gap = 44.0
    ux, uy = (x1 - x0) / length, (y1 - y0) / length
    # Which side the middle lies on; the line bends to the other.
    side = (x1 - x0) * (middle - y0) - (y1 - y0) * (_MIDDLE - x0)
    level = is_first and abs(y0 - y1) < 1
    bend = (0.32 if level else 0.24) * (1 if side > 0 else -1)
    lift = 20 if level else 0  # below the words in the middle
    a = (x0 + ux * gap, y0 + uy * gap + lift)
    b = (x1 - ux * gap, y1 - uy * gap + lift)
    return bent(a, b, bend) if open_ else arrow(a, b, bend)


def _person(person: People, x: float, y: float) -> Markup:
    name = " ".join(person.roles)
    label = _fitting(person.label, 120)
    words = [
        _text(x, y + 48, label, "b"),
        _text(x, y + 64, counted(person.count, "quote"), "q"),
    ]
    if person.label == "Others":
        parts = [_hit(x - 52, y + 32, 104, 40), *words]
    else:
        disc = Markup("")
        if kind := _CLASSES.get(person.roles[0]):
            disc = Markup('<circle class="{}" cx="{:g}" cy="{:g}" r="14"/>').format(kind, x, y)
            if kind == "p":
                half = f"M{x:g} {y - 14:g}a14 14 0 0 0 0 28z"
                disc += _path("half", half)
        ground = _path("micro", closed(x, y, 35, 34, name=name, wobble=0.05, points=14))
        parts = [_hit(x - 52, y - 38, 104, 108), ground, disc, *words]
    return _link(at("/quotes", role=list(person.roles)), *parts)


def _innermost(part: Part, top: float, *, alone: bool) -> Markup:
    lines = _lines(_first_upper(part.label).replace("-", "- "), 100)
    lines = [line.replace("- ", "-") for line in lines]
    y = top + (60 if alone else 136) - (len(lines) - 2) * 8
    words = [_text(_MIDDLE, y + i * 17, line, "b") for i, line in enumerate(lines)]
    words.append(_text(_MIDDLE, y + len(lines) * 17, counted(part.count, "quote"), "q"))
    hit = _hit(_MIDDLE - 52, y - 18, 104, max(58, 24 + 17 * len(lines)))
    return _link(at("/quotes", supports=part.key), hit, *words)


def _formation(root: Part, bottom: float, depth: float) -> tuple[list[Markup], list[Markup], float]:
    """Lay out identity formation below the land: its name, its branches, their kinds."""
    lines = [
        _path("draw", bent((_MIDDLE - 1, bottom - depth), (_MIDDLE - 1, bottom + 22), 0.06)),
        _path("draw", bent((_MIDDLE + 1, bottom - depth + 4), (_MIDDLE + 2, bottom + 22), -0.06)),
    ]
    y = bottom + 40
    label = _fitting(_first_upper(root.label), WIDTH - 30)
    room = max(200, width_of(label, _SIZE) + 14)
    links = [
        _link(
            at("/quotes", supports=root.key),
            _hit(_MIDDLE - room / 2, y - 18, room, 44),
            _text(_MIDDLE, y, label, "b"),
            _text(_MIDDLE, y + 17, counted(root.count, "quote"), "q"),
        )
    ]
    largest = max((p.count for p in _all_below(root)), default=0)
    groups = _groups(_middle_first(root.below), largest)
    _place(groups)
    row, start = y + 84, y + 26
    kinds = [leaf for _, leaves in groups for leaf in leaves]
    second = max((row + _reach(branch) for branch, leaves in groups if leaves), default=row)
    second += 28 + max((leaf.radius for leaf in kinds), default=0)
    for branch, leaves in groups:
        edge = (_MIDDLE + (branch.x - _MIDDLE) * 0.16, start)
        lines.append(_branch(edge, branch, row))
        links.append(_pebble(branch, row))
        for leaf in leaves:
            edge = (branch.x + (leaf.x - branch.x) * 0.2, row + _reach(branch) + 6)
            lines.append(_branch(edge, leaf, second))
            links.append(_pebble(leaf, second))
    deepest = max(
        [row, *(row + _reach(branch) for branch, _ in groups), *(second + _reach(k) for k in kinds)]
    )
    return lines, links, deepest + 12


def _reach(pebble: _Pebble) -> float:
    """Return how far a pebble and its name reach down from its middle."""
    return pebble.radius + 4 + _LINE * len(pebble.lines)


def _branch(start: Point, pebble: _Pebble, y: float) -> Markup:
    end = (pebble.x, y - pebble.radius - 4)
    return _path("draw", stem(start, end, name=pebble.part.key))


def _groups(parts: Sequence[Part], largest: int) -> list[tuple[_Pebble, list[_Pebble]]]:
    """Return each branch with its kinds, as many as fit beside each other."""
    most = 3
    while True:
        groups = [
            (_made(part, None, largest), [_made(kind, part, largest) for kind in part.below[:most]])
            for part in parts
        ]
        if most == 0 or sum(_room(group) for group in groups) <= WIDTH - 8:
            return groups
        most -= 1


def _made(part: Part, of: Part | None, largest: int) -> _Pebble:
    label = clean(part.label)
    if of is not None:
        for join in ("-", " "):  # reflection: in action
            short = label.removeprefix(of.label + join)
            label = short.replace("-", " ") if short != label else label
    else:
        label = _first_upper(label)
    lines = _lines(label, 92)
    radius = _PEBBLE * sqrt(part.count / largest) if largest and part.count else 0
    radius = max(_SMALLEST, radius)
    width = max(_LEAST_HIT, *(width_of(line, _SIZE) + 6 for line in lines), 2 * radius + 8)
    return _Pebble(part, of, lines, radius, width)


def _room(group: tuple[_Pebble, list[_Pebble]]) -> float:
    branch, leaves = group
    return max(branch.width, sum(leaf.width for leaf in leaves))


def _place(groups: list[tuple[_Pebble, list[_Pebble]]]) -> None:
    rooms = [_room(group) for group in groups]
    if not rooms:
        return
    gap = max(0.0, (WIDTH - 8 - sum(rooms)) / len(rooms))
    left = 4 + gap / 2
    for (branch, leaves), room in zip(groups, rooms, strict=True):
        branch.x = left + room / 2
        at_ = branch.x - sum(leaf.width for leaf in leaves) / 2
        for leaf in leaves:
            leaf.x = at_ + leaf.width / 2
            at_ += leaf.width
        left += room + gap


def _middle_first(parts: Sequence[Part]) -> list[Part]:
    """Return parts, most quotes first, so that the first stands in the middle."""
    ordered: list[Part] = []
    for i, part in enumerate(parts):
        ordered.insert(0 if i % 2 == 0 and i else len(ordered), part)
    return ordered


def _pebble(pebble: _Pebble, y: float) -> Markup:
    part = pebble.part
    under = y + pebble.radius + _LINE
    height = pebble.radius + 5 + _reach(pebble) + 4
    left = pebble.x - pebble.width / 2
    kind = f", a kind of {clean(pebble.of.label)}" if pebble.of is not None else ""
    return _link(
        at("/quotes", supports=part.key),
        _hit(left, y - pebble.radius - 5, pebble.width, max(58, height)),
        _path("peb", closed(pebble.x, y, pebble.radius, pebble.radius * 0.97, name=part.key,
                            wobble=0.07, points=12)),
        *(_text(pebble.x, under + i * _LINE, line) for i, line in enumerate(pebble.lines)),
        _text(pebble.x, y + 5, f"{part.count:,}", "b num"),
        label=f"{' '.join(pebble.lines)} {counted(part.count, 'quote')}{kind}",
    )  # fmt: skip


def _all_below(part: Part) -> list[Part]:
    return [each for child in part.below for each in (child, *_all_below(child))]


def _fitting(text: str, room: float) -> str:
    """Return a text on one line, cut with an ellipsis where it would be wider than its room."""
    said = clean(text)
    most = len(said)
    while width_of(shortened(said, most), _SIZE) > room and most > 1:
        most -= 1
    return shortened(said, most)


def _lines(text: str, room: float) -> list[str]:
    lines = wrapped(shortened(clean(text), _LONGEST), room, _SIZE)
    return lines if len(lines) <= 3 else [*lines[:2], shortened(lines[2], 10)]


def _link(href: str, *parts: Markup, label: str = "") -> Markup:
    named = Markup(' aria-label="{}"').format(label) if label else Markup("")
    return Markup('<a href="{}"{}>{}</a>').format(href, named, Markup("").join(parts))


def _hit(x: float, y: float, width: float, height: float) -> Markup:
    return Markup('<rect class="hit" x="{:g}" y="{:g}" width="{:g}" height="{:g}" rx="4"/>').format(
        *(round(v, 1) for v in (x, y, width, height))
    )


def _text(x: float, y: float, words: str, kind: str = "") -> Markup:
    named = Markup(' class="{}"').format(kind) if kind else Markup("")
    return Markup('<text{} x="{:g}" y="{:g}">{}</text> ').format(
        named, round(x, 1), round(y, 1), words
    )


def _path(kind: str, d: str) -> Markup:
    return Markup('<path class="{}" d="{}"/>').format(kind, d)


def _first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]
