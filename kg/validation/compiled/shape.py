"""A compiled shape: where its values are, and what must hold of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Container, Iterator
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
    """Focus nodes with their value nodes; without a path each is its own."""

    def __init__(self, index: Index, focuses: Collection[str], path: Path | None) -> None:
        self.focuses = focuses
        self._index, self._path = index, path
        self._values: Values | None = None
        self._distinct: set[str] | None = None

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
    def distinct(self) -> set[str]:
        """All value nodes."""
        if self._distinct is None:
            if self._path is None:
                self._distinct = set(self.focuses)
            else:
                self._distinct = set().union(*self.values.values())
        return self._distinct

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
        return {focus for focus, _ in self.results(index, nodes)}


def _results_inside(shape: Shape, index: Index, values: Values) -> Iterator[tuple[str, Result]]:
    of: defaultdict[str, list[str]] = defaultdict(list)
    for focus, found in values.items():
        for value in found:
            of[value].append(focus)
    for value, result in shape.results(index, of):
        yield from ((focus, result) for focus in of[value])
