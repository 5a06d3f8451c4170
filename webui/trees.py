"""Trees as templates show them: each name with the address of its page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from webui.links import construct_page

if TYPE_CHECKING:
    from kg.pages.trees import Node

MOST_OPEN = 60
"""Beyond so many lines the branches of a tree are closed, and opened one by one."""


@dataclass(frozen=True, slots=True)
class ShownNode:
    """A name in a tree with its link. ``open`` says whether its branch is, in a folded tree."""

    label: str
    count: int | None
    href: str | None
    below: tuple[ShownNode, ...]
    here: bool
    open: bool


def linked(nodes: Sequence[Node], *, counted: bool = True) -> list[ShownNode]:
    """Return a tree whose names link to their pages; what lies above *you are here* is open."""
    return [_linked(node, counted) for node in nodes]


def _linked(node: Node, counted: bool) -> ShownNode:
    below = tuple(_linked(each, counted) for each in node.below)
    return ShownNode(
        node.label,
        node.count if counted else None,
        construct_page(node.key),
        below,
        node.here,
        any(each.here or each.open for each in below),
    )


def is_long(nodes: Sequence[Node]) -> bool:
    """Say whether a tree has more lines than stand open at once."""
    return sum(node.lines for node in nodes) > MOST_OPEN
