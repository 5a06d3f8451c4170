"""On which sets of mappings an answer rests: how many of its quotes would not be there without."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.evidence.question import Every, Has, Node, Some, Without, matches
from kg.index.mapped import NONE, OWN

if TYPE_CHECKING:
    from pyroaring import BitMap

    from kg.index import Index

MOST_SETS = 20
"""Of how many sets is counted what needs each; of further ones it is not."""


@dataclass(frozen=True, slots=True)
class Resting:
    """One set that a question was asked with; ``needed_by`` counts the quotes found that need it.

    A quote that two sets lead to needs neither; with ``needed_by`` None nobody counted.
    """

    set: str
    title: str
    needed_by: int | None

    def as_json(self) -> dict[str, object]:
        """Return it as answers hold it."""
        return {"set": self.set, "title": self.title, "needed_by": self.needed_by}


def resting(index: Index, where: Node, hits: BitMap) -> tuple[Resting, ...]:
    """Return the sets that a question was asked with, ``own`` first, and what needs each.

    Empty where mappings make no difference: no set from elsewhere is held and all were asked, or
    nothing in the question is closed over mappings.
    """
    if (not index.sets and index.mappings is None) or not _closed(where):
        return ()
    titles = {OWN: "Each study's own mappings", **{s.name: s.title for s in index.sets}}
    asked = [name for name in titles if index.mappings is None or name in index.mappings]
    found = []
    for i, name in enumerate(asked):
        needed = None
        if i < MOST_SETS:
            others = [other for other in asked if other != name] or [NONE]
            needed = len(hits - matches(index.choosing(others), where))
        found.append(Resting(name, titles[name] or name, needed))
    return tuple(found)


def _closed(node: Node) -> bool:
    if isinstance(node, Has):
        return node.kind == "bears_on" or (node.kind == "construct" and node.mode == "scheme")
    if isinstance(node, Without):
        return _closed(node.part)
    return isinstance(node, Every | Some) and any(map(_closed, node.parts))
