"""A compiled shape: where its values are, and what must hold of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Container, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from kg.validation.compiled.index import Index
from kg.validation.compiled.paths import Path, Property, Values


class Result(NamedTuple):
    """One place where a constraint does not hold. All are terms; ``component`` is a local name."""

    shape: str
    focus: str
    component: str
    value: str | None
    path: str | None
    severity: str


class Broken(NamedTuple):
    """What a constraint says of one focus node, before it is known whose constraint it is."""

    focus: str
    value: str | None = None
    path: str | None = None


class Nodes:
    """Focus nodes with their value nodes; without a path each is its own.

    What is asked of one property is answered for the whole of it, where that is the less work.
    """

    def __init__(self, index: Index, focuses: Collection[str], path: Path | None) -> None:
        self.focuses = focuses if isinstance(focuses, set | frozenset) else frozenset(focuses)
        self._index, self._path = index, path
        self._values: Values | None = None
        self._distinct: AbstractSet[str] | None = None

    @property
    def values(self) -> Values:
        """The value nodes by focus node; a focus node without any is left out."""
        if self._values is None:
            if self._path is None:
                self._values = {focus: (focus,) for focus in self.focuses}
            else:
                self._values = self._path.values(self._index, self.focuses)
        return self._values

    @property
    def distinct(self) -> AbstractSet[str]:
        """All value nodes."""
        if self._distinct is None:
            if self._path is None:
                self._distinct = self.focuses
            else:
                self._distinct = set().union(*self.values.values())
        return self._distinct

    @property
    def possible(self) -> AbstractSet[str]:
        """All value nodes, and perhaps some of other focus nodes."""
        path = self._asked_as_a_whole()
        if path is None:
            return self.distinct
        return self._index.ends(path.name, inverse=path.inverse)

    @property
    def lacking(self) -> AbstractSet[str]:
        """The focus nodes without a value node."""
        if self._path is None:
            return frozenset()
        links = self._path.links(self._index) if isinstance(self._path, Property) else self.values
        return self.focuses.difference(links)

    @property
    def several(self) -> Values:
        """The value nodes of the focus nodes that have more than one."""
        path = self._asked_as_a_whole()
        if path is None:
            return {node: values for node, values in self.values.items() if len(values) > 1}
        found = self._index.several(path.name, inverse=path.inverse)
        return {node: values for node, values in found.items() if node in self.focuses}

    def having(self, value: str) -> AbstractSet[str]:
        """Return the focus nodes that have a certain value node."""
        path = self._asked_as_a_whole()
        if path is None:
            return {node for node, values in self.values.items() if value in values}
        links = path.turned().links(self._index)
        return self.focuses.intersection(links.get(value, ()))

    def _asked_as_a_whole(self) -> Property | None:
        path = self._path
        if self._values is None and isinstance(path, Property):
            return path if 2 * len(self.focuses) >= len(path.links(self._index)) else None
        return None

    def among(self, those: Container[str]) -> Nodes:
        """Return the same of the focus nodes that are among those; a long path is walked less."""
        return Nodes(self._index, [f for f in self.focuses if f in those], self._path)


class Constraint(Protocol):
    """What must hold of focus nodes and their value nodes."""

    @property
    def component(self) -> str:
        """The local name of its constraint component in SHACL."""
        ...

    def broken(self, index: Index, nodes: Nodes) -> Iterator[Broken]:
        """Yield where it does not hold."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """A node shape (no ``path``) or a property shape, with the property shapes inside it."""

    name: str
    severity: str
    path: Path | None
    constraints: tuple[Constraint, ...]
    inside: tuple[Shape, ...]

    def results(self, index: Index, focuses: Collection[str]) -> Iterator[tuple[str, Result]]:
        """Yield what is wrong, each with the focus node of this shape that it belongs to."""
        if not focuses:
            return
        nodes = Nodes(index, focuses, self.path)
        simple = isinstance(self.path, Property) and not self.path.inverse
        path = self.path.name if simple else None  # type: ignore[union-attr]
        for constraint in self.constraints:
            for focus, value, at in constraint.broken(index, nodes):
                yield (
                    focus,
                    Result(
                        self.name, focus, constraint.component, value, at or path, self.severity
                    ),
                )
        for shape in self.inside:
            if self.path is None:
                yield from shape.results(index, focuses)
            else:
                yield from _results_inside(shape, index, nodes.values)

    def failing(self, index: Index, nodes: Collection[str]) -> set[str]:
        """Return the nodes that do not conform."""
        if not nodes:
            return set()
        found, of = set[str](), Nodes(index, nodes, self.path)
        for constraint in self.constraints:
            found.update([broken[0] for broken in constraint.broken(index, of)])
        for shape in self.inside:
            wrong = shape.failing(index, of.distinct)
            if wrong and self.path is not None:
                wrong = {focus for focus, held in of.values.items() if not wrong.isdisjoint(held)}
            found |= wrong
        return found


def _results_inside(shape: Shape, index: Index, values: Values) -> Iterator[tuple[str, Result]]:
    of: defaultdict[str, list[str]] = defaultdict(list)
    for focus, found in values.items():
        for value in found:
            of[value].append(focus)
    for value, result in shape.results(index, of):
        yield from ((focus, result) for focus in of[value])
