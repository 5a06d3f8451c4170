"""Property paths: from focus nodes to their value nodes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from kg.errors import LimitReached
from kg.terms import value_of
from kg.validation.compiled.index import Index, Links

Values = Mapping[str, Collection[str]]
"""Focus node → its value nodes, each once. A focus node without any is left out."""

LEAST_ROOM = 1_000_000
ROOM_EACH = 20
"""How many pairs a repeated step may lead to: so many, or so many for each node if that is more.

A chain of n links has n² of them; deriving what follows would end at the same.
"""


class Path(Protocol):
    """A way from a node to others."""

    def values(self, index: Index, nodes: Iterable[str]) -> Values:
        """Return what is reached from each node."""
        ...


@dataclass(frozen=True, slots=True)
class Property:
    """One property, or with ``inverse`` the way back."""

    name: str
    inverse: bool = False

    def turned(self) -> Property:
        """Return the way back."""
        return Property(self.name, not self.inverse)

    def links(self, index: Index) -> Links:
        """Return the steps that can be taken."""
        return index.backward(self.name) if self.inverse else index.forward(self.name)

    def values(self, index: Index, nodes: Iterable[str]) -> Values:
        """Return what is reached from each node."""
        links = self.links(index)
        if isinstance(nodes, set | frozenset) and links.keys() <= nodes:
            return links
        return {node: links[node] for node in nodes if node in links}


@dataclass(frozen=True, slots=True)
class Sequence:
    """One step after the other."""

    steps: tuple[Path, ...]

    def values(self, index: Index, nodes: Iterable[str]) -> Values:
        """Return what is reached from each node."""
        reached = self.steps[0].values(index, nodes)
        for step in self.steps[1:]:
            ahead = step.values(index, set().union(*reached.values()))
            reached = _joined(reached, ahead)
        return reached


@dataclass(frozen=True, slots=True)
class Alternative:
    """Any of several ways."""

    ways: tuple[Path, ...]

    def values(self, index: Index, nodes: Iterable[str]) -> Values:
        """Return what is reached from each node."""
        nodes = nodes if isinstance(nodes, set | frozenset) else set(nodes)
        found = [values for way in self.ways if (values := way.values(index, nodes))]
        if len(found) == 1:
            return found[0]
        reached: dict[str, set[str]] = {}
        for values in found:
            for node, held in values.items():
                reached.setdefault(node, set()).update(held)
        return reached


@dataclass(frozen=True, slots=True)
class Repeated:
    """A step taken again and again: ``least`` is 0 or 1 times, ``once`` no more than one time."""

    step: Path
    least: int
    once: bool = False

    def values(self, index: Index, nodes: Iterable[str]) -> Values:
        """Return what is reached from each node."""
        nodes = list(nodes)
        first = self.step.values(index, nodes)
        ahead: dict[str, Collection[str]] = dict(first)
        if not self.once:
            waiting = set().union(*first.values()) - ahead.keys()
            asked = set(nodes)
            while waiting := waiting - asked:
                asked |= waiting
                more = self.step.values(index, waiting)
                ahead.update(more)
                waiting = set().union(*more.values())
        reached: dict[str, Collection[str]] = {}
        room = max(LEAST_ROOM, ROOM_EACH * len(nodes))
        for node in nodes:
            found = set(first.get(node, ()))
            if not self.once:
                found = _closed(found, ahead)
                room -= len(found)
                if room < 0:
                    raise LimitReached(
                        f"Following one property from {len(nodes):,} things leads to too many.",
                        f"Look for very long chains or circles from {value_of(node)} onwards.",
                    )
            if self.least == 0:
                found.add(node)
            if found:
                reached[node] = found
        return reached


def _joined(reached: Values, ahead: Values) -> Values:
    joined: dict[str, Collection[str]] = {}
    for node, between in reached.items():
        if len(between) == 1:
            [only] = between
            if only in ahead:
                joined[node] = ahead[only]
        elif found := set().union(*(ahead[each] for each in between if each in ahead)):
            joined[node] = found
    return joined


def _closed(start: set[str], ahead: Values) -> set[str]:
    found, waiting = set(start), list(start)
    while waiting:
        for node in ahead.get(waiting.pop(), ()):
            if node not in found:
                found.add(node)
                waiting.append(node)
    return found
