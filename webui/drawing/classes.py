"""Classes as a tree that grows from the left: what is a kind of what."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from kg.evidence.lettering import clean, width_of, wrapped

if TYPE_CHECKING:
    from kg.pages.ontology.hierarchy import ClassNode

_SIZE = 14
_LINE = 17
_WIDEST = 148
_STEP = 200
_GAP = 9
_INSET = 2


@dataclass(slots=True)
class _Placed:
    node: ClassNode
    rows: list[str]
    depth: int
    y: float
    below: list[_Placed]

    @property
    def x(self) -> float:
        return _INSET + self.depth * _STEP

    @property
    def width(self) -> float:
        return max(width_of(row, _SIZE + 1) for row in self.rows) + 16

    @property
    def height(self) -> float:
        return len(self.rows) * _LINE + 10.0


def drawn(trees: Sequence[ClassNode], href: Callable[[str], str | None], title: str) -> Markup:
    """Return the drawing as an SVG element that stands in a page; classes link to their place."""
    top, placed = float(_INSET), []
    for tree in trees:
        made, top = _place(tree, 0, top)
        placed.append(made)
    every = [each for tree in placed for each in _all(tree)]
    width = max((each.x + each.width for each in every), default=0.0) + _INSET
    lines = [_branch(each, low) for each in every for low in each.below]
    boxes = [_box(each, href(each.node.iri)) for each in every]
    return Markup(
        '<svg class="classes tree-of" width="{}" height="{}" viewBox="0 0 {} {}" role="group" '
        'aria-labelledby="tree-t tree-d"><title id="tree-t">{}</title>'
        '<desc id="tree-d">The list below says the same in words.</desc>{}</svg>'
    ).format(
        _n(width), _n(top), _n(width), _n(top), title, Markup("").join([*lines, *boxes])
    )  # fmt: skip


def _place(node: ClassNode, depth: int, top: float) -> tuple[_Placed, float]:
    """Return a class with what is below it, from some height on, and where the next one begins."""
    made = _Placed(node, wrapped(clean(node.label), _WIDEST, _SIZE), depth, 0, [])
    lowest = top
    for each in node.below:
        placed, lowest = _place(each, depth + 1, lowest)
        made.below.append(placed)
    if made.below:
        made.y = (made.below[0].y + made.below[-1].y) / 2
    else:
        made.y = top + made.height / 2
    # A class of two lines may be higher than the one below it.
    return made, max(lowest, made.y + made.height / 2 + _GAP)


def _all(placed: _Placed) -> list[_Placed]:
    return [placed, *(each for low in placed.below for each in _all(low))]


def _branch(high: _Placed, low: _Placed) -> Markup:
    x0, x1 = high.x + high.width, low.x
    middle = _n(max(x0, x1 - 20))
    path = f"M{_n(x0)} {_n(high.y)}H{middle}V{_n(low.y)}H{_n(x1)}"
    return Markup('<path{} d="{}"/>').format(
        Markup(' class="found"') if low.node.found else "", path
    )


def _box(placed: _Placed, href: str | None) -> Markup:
    top = placed.y - placed.height / 2
    shape = Markup('<rect class="hit" x="{}" y="{}" width="{}" height="{}" rx="3"/>').format(
        _n(placed.x), _n(top), _n(placed.width), _n(placed.height)
    )
    words = Markup("").join(
        Markup('<text x="{}" y="{}">{}</text>').format(
            _n(placed.x + placed.width / 2), _n(top + 17 + i * _LINE), row
        )
        for i, row in enumerate(placed.rows)
    )
    kind = Markup(' class="other"') if placed.node.other else Markup("")
    if href is None:
        return Markup("<g{}>{}{}</g>").format(kind, shape, words)
    return Markup('<a{} href="{}">{}{}</a>').format(kind, href, shape, words)


def _n(value: float) -> str:
    return f"{round(value, 1) + 0:g}"
