"""Things and what joins them, drawn in columns: left to right is how one walks.

The caller says which column a thing stands in (or asks :func:`columns_of`); within a column things
stand in the order in which they are given, from the top. So what is added later moves nothing that
was there. Solid lines were stated by somebody, dashed ones were worked out.

>>> patching = Node("a", "patching", "construct", 0, "/constructs/patching")
>>> quote = Node("b", "Q27", "quote", 1, "/study/krishna2024/quote/Q27")
>>> picture = draw([patching, quote], [Edge("a", "b", "supported by", derived=True)], title="It")
>>> picture.count("<a "), 'class="derived"' in picture
(2, True)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from kg.evidence.lettering import clean, shortened, width_of, wrapped
from webui.drawing.outlines import Box, outline
from webui.drawing.pen import Pen

WIDE = 152
"""How wide a thing is."""
_SIZE, _SMALL = 14, 13
_LINE = 17
_PAD = 10
_SIDE = 13
_BETWEEN = 12
"""Between things of a column."""
_GAP = 44
_MOST_GAP = 150
"""Between columns: as little and as much as labels of lines need."""
_EDGE = 4
_MOST_LINES = 3
_LONGEST = 70


@dataclass(frozen=True, slots=True)
class Node:
    """A thing, or a group of things, as drawn.

    ``id`` is the id of the element in the page (a letter, then letters, digits or hyphens).
    ``kind`` is a word beneath the label and decides the outline (see :mod:`webui.drawing.outlines`;
    ``group`` and ``more`` have no word). ``href`` is where it leads; None for what leads nowhere.
    ``name`` is what a screen reader says, if more than label and kind; ``here`` marks it as chosen,
    ``open`` as one whose members are drawn.
    """

    id: str
    label: str
    kind: str
    column: int
    href: str | None = None
    name: str = ""
    count: str = ""
    here: bool = False
    open: bool = False


@dataclass(frozen=True, slots=True)
class Edge:
    """A line from one node (its id) to another; ``label`` is the relation in words.

    ``derived`` ones are dashed; with ``arrow`` the end has a head.
    """

    source: str
    target: str
    label: str = ""
    derived: bool = False
    arrow: bool = False


def draw(
    nodes: Sequence[Node],
    edges: Sequence[Edge],
    *,
    title: str,
    about: str = "",
    file: bool = False,
    level: bool = False,
) -> Markup:
    """Return the drawing as an SVG element for a page, or as a ``file`` that stands by itself.

    In a page it is styled by ``graph.css``; a file carries its colours as attributes, so its links
    should be absolute. With ``level`` what stands first in each column is in line.
    Nodes take the focus in the order given. Edges to what is not among the nodes are left out.
    """
    known = {node.id for node in nodes}
    edges = [edge for edge in edges if edge.source in known and edge.target in known]
    boxes = _placed(nodes, edges)
    if level:
        boxes = _levelled(boxes)
    pen = Pen(file=file)
    width = max((box.x + box.wide for box in boxes.values()), default=0) + _EDGE + _beside(edges)
    height = max((box.y + box.high for box in boxes.values()), default=0) + _EDGE
    drawn = [_node(node, boxes[node.id], pen) for node in nodes]
    return pen.sheet(
        Markup("").join([*_lines(edges, nodes, boxes, pen), *drawn]),
        width=round(width),
        height=round(height),
        title=clean(title),
        about=clean(about),
    )


def columns_of(ids: Sequence[str], joined: Iterable[tuple[str, str]]) -> dict[str, int]:
    """Return a column for each thing, as near to what leads to it as can be.

    Things to which nothing leads stand left, and after them what they lead to; where all lead in
    circles, the first of them begins.

    >>> columns_of(["a", "b", "c"], [("a", "b"), ("b", "c"), ("a", "c")])
    {'a': 0, 'b': 1, 'c': 1}
    """
    after: dict[str, list[str]] = {id: [] for id in ids}
    led_to = set()
    for source, target in joined:
        if source in after and target in after and source != target:
            after[source].append(target)
            led_to.add(target)
    found: dict[str, int] = {}
    for start in [[id for id in ids if id not in led_to], *([id] for id in ids)]:
        row = [id for id in start if id not in found]
        column = 0
        while row:
            found |= dict.fromkeys(row, column)
            following = (target for id in row for target in after[id])
            row = [id for id in dict.fromkeys(following) if id not in found]
            column += 1
    return {id: found[id] for id in ids}


def _placed(nodes: Sequence[Node], edges: Sequence[Edge]) -> dict[str, Box]:
    column_of = {node.id: node.column for node in nodes}
    gaps: dict[int, float] = {}
    arriving: dict[str, int] = {}
    for edge in edges:
        left = min(column_of[edge.source], column_of[edge.target])
        room = width_of(_said(edge.label), _SMALL) + 26 if edge.label else 0
        gaps[left] = min(_MOST_GAP, max(gaps.get(left, _GAP), room))
        if edge.label:
            arriving[edge.target] = arriving.get(edge.target, 0) + 1
    xs, x = {}, float(_EDGE)
    for column in range(max(column_of.values(), default=0) + 1):
        xs[column] = x
        x += WIDE + gaps.get(column, _GAP)
    ys: dict[int, float] = {}
    found = {}
    for node in nodes:
        y = ys.get(node.column, float(_EDGE))
        lines = len(_label(node)) + (1 if _has_word(node) else 0)
        high = max(44, 2 * _PAD + lines * _LINE - 2, arriving.get(node.id, 0) * 19 + 6)
        found[node.id] = Box(xs[node.column], y, WIDE, high)
        ys[node.column] = y + high + _BETWEEN
    return found


def _levelled(boxes: dict[str, Box]) -> dict[str, Box]:
    """Move columns down until the middles of their first things are in line."""
    tops = {box.x: box.middle for box in reversed(list(boxes.values()))}
    low = max(tops.values(), default=0)
    return {id: replace(box, y=box.y + low - tops[box.x]) for id, box in boxes.items()}


def _beside(edges: Sequence[Edge]) -> float:
    """Return the room that lines need that come back to their own column."""
    return 30 if any(edge.label or edge.arrow for edge in edges) else 0


def _lines(
    edges: Sequence[Edge], nodes: Sequence[Node], boxes: dict[str, Box], pen: Pen
) -> list[Markup]:
    column_of = {node.id: node.column for node in nodes}
    labelled: dict[str, list[Edge]] = {}
    for edge in edges:
        if edge.label:
            labelled.setdefault(edge.target, []).append(edge)
    for those in labelled.values():
        those.sort(key=lambda edge: boxes[edge.source].y)
    lines, words = [], []
    for edge in edges:
        start, end = boxes[edge.source], boxes[edge.target]
        ahead = column_of[edge.target] - column_of[edge.source]
        x0, y0 = (start.x + start.wide if ahead >= 0 else start.x), start.middle
        x1, y1 = (end.x if ahead > 0 else end.x + end.wide), end.middle
        if edge.label:  # each where it does not run over the words of the next
            places = labelled[edge.target]
            y1 += (places.index(edge) - (len(places) - 1) / 2) * 19
        bend = max(20.0, abs(x1 - x0) / 2) if ahead else 34.0
        away = bend if ahead >= 0 else -bend
        near = -bend if ahead > 0 else bend
        curve = f"M{_n(x0)} {_n(y0)}C{_n(x0 + away)} {_n(y0)} {_n(x1 + near)} {_n(y1)} "
        curve += f"{_n(x1)} {_n(y1)}"
        lines.append(pen.path("derived" if edge.derived else "stated", curve))
        if edge.arrow:
            back = -7 if ahead > 0 else 7
            head = f"M{_n(x1 + back)} {_n(y1 - 4)}L{_n(x1)} {_n(y1)}L{_n(x1 + back)} {_n(y1 + 4)}"
            lines.append(pen.path("head", head))
        if edge.label:
            anchor, x = ("end", x1 - 10) if ahead > 0 else ("start", x1 + 10)
            words.append(pen.text("over", x, y1 - 4, _said(edge.label), anchor))
    return [*lines, *words]


def _node(node: Node, box: Box, pen: Pen) -> Markup:
    lines = _label(node)
    said = [pen.path(f"{_ground(node)} hit", outline(node.kind, box))]
    extra = 1 if _has_word(node) else 0
    x, y = box.x + box.wide / 2, box.middle - (len(lines) + extra) * _LINE / 2 + 13
    style = "what" if _has_word(node) else "relation"
    shown = ""
    for i, line in enumerate(lines):
        apart = not line.endswith("-")  # an id that was broken is one word
        said.append(pen.text(style, x, y + i * _LINE, line, "middle", apart=apart))
        shown += f"{line} " if apart else line
    if extra:
        word = _word(node.kind)
        said.append(pen.text("word", x, y + len(lines) * _LINE, word, "middle"))
        shown += word
    name = clean(node.name) or " ".join(filter(None, (clean(node.label), node.count, node.kind)))
    shown = " ".join(shown.split())
    if shown not in name:  # who speaks to it says what is seen
        name = f"{shown}: {name}"
    return pen.link(node.id, node.href, name, Markup("").join(said), here=node.here)


def _ground(node: Node) -> str:
    if node.here:
        return "here"
    if _has_word(node):
        return "thing"
    return "group opened" if node.open else "group"


def _has_word(node: Node) -> bool:
    return node.kind not in ("group", "more", "")


def _label(node: Node) -> list[str]:
    """Return the label in lines that fit, its number in the last."""
    said = shortened(clean(node.label), _LONGEST)
    whole = f"{said}\u00a0{node.count}" if node.count else said
    bold = 1.08 if _has_word(node) else 1
    # Ids are long words; a hyphen is a better place to break them than any.
    spaced = re.sub(r"(?<=\w)-(?=\w)", "-\u2004 ", whole)
    lines = wrapped(spaced, WIDE - 2 * _SIDE, _SIZE * bold)
    lines = [line.replace("-\u2004 ", "-").replace("-\u2004", "-") for line in lines]
    if len(lines) > _MOST_LINES:
        cut = [*lines[: _MOST_LINES - 1], shortened(lines[_MOST_LINES - 1] + "\u2026", 12)]
        lines = [*cut[:-1], f"{cut[-1]} {node.count}".rstrip()] if node.count else cut
    return lines


def _word(kind: str) -> str:
    """Return the word for a kind, cut where it would be wider than its box."""
    word = most = shortened(clean(kind), 40)
    while width_of(word, _SMALL) > WIDE - 12 and len(word) > 1:
        most = most[:-1]
        word = f"{most.rstrip()}\u2026"
    return word


def _said(label: str) -> str:
    return shortened(clean(label), 22)


def _n(value: float) -> str:
    return f"{round(value, 1) + 0:g}"
