"""The constraint components of SHACL Core (https://www.w3.org/TR/shacl/#core-components)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from kg.validation.compiled import literals
from kg.validation.compiled.index import Index
from kg.validation.compiled.shape import Broken, Nodes, Shape


class EachValue:
    """A constraint that says of each value node by itself whether it is wrong."""

    def wrong(self, index: Index, values: AbstractSet[str]) -> Collection[str]:
        """Return the wrong ones among values."""
        raise NotImplementedError

    def broken(self, index: Index, nodes: Nodes) -> Iterator[Broken]:
        """Yield each wrong value with its focus node."""
        wrong = self.wrong(index, nodes.possible)
        if wrong:
            for focus, values in nodes.values.items():
                for value in values:
                    if value in wrong:
                        yield Broken(focus, value)


# Kinds of value.


@dataclass(frozen=True, slots=True)
class Class(EachValue):
    """Values are instances of a class."""

    class_: str
    component = "ClassConstraintComponent"

    def wrong(self, index: Index, values: AbstractSet[str]) -> Collection[str]:
        """Return the wrong ones among values."""
        return values - index.members(self.class_)


@dataclass(frozen=True, slots=True)
class Datatype(EachValue):
    """Values are literals of a datatype (bare IRI)."""

    datatype: str
    component = "DatatypeConstraintComponent"

    def wrong(self, index: Index, values: AbstractSet[str]) -> Collection[str]:
        """Return the wrong ones among values."""
        return {v for v in values if not literals.is_of(v, self.datatype)}


@dataclass(frozen=True, slots=True)
class NodeKind(EachValue):
    """Values are IRIs, blank nodes or literals; ``kinds`` holds the signs these begin with."""

    kinds: str
    component = "NodeKindConstraintComponent"

    def wrong(self, index: Index, values: AbstractSet[str]) -> Collection[str]:
        """Return the wrong ones among values."""
        return {v for v in values if v[0] not in self.kinds}


@dataclass(frozen=True, slots=True)
class In(EachValue):
    """Values are among those listed."""

    listed: frozenset[str]
    component = "InConstraintComponent"

    def wrong(self, index: Index, values: AbstractSet[str]) -> Collection[str]:
        """Return the wrong ones among values."""
        return values - self.listed


# Size and characters of a value.


@dataclass(frozen=True, slots=True)
class Range(EachValue):
    """Values compare with a bound as one of ``right`` (-1, 0, 1) says."""

    bound: str
    right: frozenset[int]
    component: str

    def wrong(self, index: Index, values: AbstractSet[str]) -> Collection[str]:
        """Return the wrong ones among values."""
        return {v for v in values if literals.order(v, self.bound) not in self.right}


@dataclass(frozen=True, slots=True)
class Length(EachValue):
    """Values have at least, or with ``most`` at most, so many characters."""

    length: int
    most: bool
    component: str

    def wrong(self, index: Index, values: AbstractSet[str]) -> Collection[str]:
        """Return the wrong ones among values."""
        return {v for v in values if self._is_wrong(v)}

    def _is_wrong(self, value: str) -> bool:
        if value[0] == "_":
            return self.most or self.length > 0
        size = len(literals.characters(value))
        return size > self.length if self.most else size < self.length


@dataclass(frozen=True, slots=True)
class Pattern(EachValue):
    """A regular expression is found in values."""

    expression: re.Pattern[str]
    component = "PatternConstraintComponent"

    def wrong(self, index: Index, values: AbstractSet[str]) -> Collection[str]:
        """Return the wrong ones among values."""
        search = self.expression.search
        return {v for v in values if v[0] == "_" or not search(literals.characters(v))}


@dataclass(frozen=True, slots=True)
class LanguageIn(EachValue):
    """Values are texts in one of some languages (lower case), or a kind of it (en: en-gb)."""

    languages: tuple[str, ...]
    component = "LanguageInConstraintComponent"

    def wrong(self, index: Index, values: AbstractSet[str]) -> Collection[str]:
        """Return the wrong ones among values."""
        return {v for v in values if not self._allows(literals.language(v).lower())}

    def _allows(self, language: str) -> bool:
        return any(language == each or language.startswith(f"{each}-") for each in self.languages)


@dataclass(frozen=True, slots=True)
class UniqueLang:
    """No two values are in the same language."""

    component = "UniqueLangConstraintComponent"

    def broken(self, index: Index, nodes: Nodes) -> Iterator[Broken]:
        """Yield a focus node once for each language that comes twice."""
        for focus, values in nodes.several.items():
            languages = Counter(map(literals.language, values))
            yield from (Broken(focus) for name, n in languages.items() if name and n > 1)


# How many values.


@dataclass(frozen=True, slots=True)
class MinCount:
    """There are at least so many values."""

    least: int
    component = "MinCountConstraintComponent"

    def broken(self, index: Index, nodes: Nodes) -> Iterator[Broken]:
        """Yield focus nodes with fewer."""
        least = self.least
        if least == 1:
            yield from map(Broken, nodes.lacking)
        else:
            values = nodes.values
            yield from (Broken(f) for f in nodes.focuses if len(values.get(f, ())) < least)


@dataclass(frozen=True, slots=True)
class MaxCount:
    """There are at most so many values."""

    most: int
    component = "MaxCountConstraintComponent"

    def broken(self, index: Index, nodes: Nodes) -> Iterator[Broken]:
        """Yield focus nodes with more."""
        most = self.most
        held = nodes.several if most else nodes.values
        yield from (Broken(f) for f, values in held.items() if len(values) > most)


@dataclass(frozen=True, slots=True)
class HasValue:
    """One of the values is a certain one."""

    value: str
    component = "HasValueConstraintComponent"

    def broken(self, index: Index, nodes: Nodes) -> Iterator[Broken]:
        """Yield focus nodes without it."""
        yield from map(Broken, nodes.focuses - nodes.having(self.value))


@dataclass(frozen=True, slots=True, eq=False)
class Qualified:
    """So many values conform to a shape, and to none of ``siblings``."""

    shape: Shape
    siblings: tuple[Shape, ...]
    least: int
    most: int | None
    component: str

    def broken(self, index: Index, nodes: Nodes) -> Iterator[Broken]:
        """Yield focus nodes with too few or too many."""
        counted = nodes.distinct - self.shape.failing(index, nodes.distinct)
        for sibling in self.siblings:
            counted &= sibling.failing(index, counted)
        for focus in nodes.focuses:
            count = sum(value in counted for value in nodes.values.get(focus, ()))
            if count < self.least or (self.most is not None and count > self.most):
                yield Broken(focus)


# Pairs of properties.


@dataclass(frozen=True, slots=True)
class Equals:
    """The values are those of another property."""

    other: str
    component = "EqualsConstraintComponent"

    def broken(self, index: Index, nodes: Nodes) -> Iterator[Broken]:
        """Yield each value that only one of the two has."""
        links, values = index.forward(self.other), nodes.values
        for focus in nodes.focuses:
            held, others = values.get(focus, ()), links.get(focus, ())
            if held != others:
                yield from (Broken(focus, value) for value in set(held) ^ set(others))


@dataclass(frozen=True, slots=True)
class Disjoint:
    """No value is one of another property."""

    other: str
    component = "DisjointConstraintComponent"

    def broken(self, index: Index, nodes: Nodes) -> Iterator[Broken]:
        """Yield each value that both have."""
        links = index.forward(self.other)
        for focus, values in nodes.among(links).values.items():
            yield from (Broken(focus, value) for value in set(values) & set(links[focus]))


@dataclass(frozen=True, slots=True)
class LessThan:
    """Each value comes before each one of another property."""

    other: str
    or_equal: bool
    component: str

    def broken(self, index: Index, nodes: Nodes) -> Iterator[Broken]:
        """Yield each value once for each one that it does not come before."""
        links = index.forward(self.other)
        for focus, values in nodes.among(links).values.items():
            for other in links[focus]:
                for value in values:
                    if not literals.is_before(value, other, or_equal=self.or_equal):
                        yield Broken(focus, value)


@dataclass(frozen=True, slots=True)
class Closed:
    """Values have no properties but those allowed."""

    allowed: frozenset[str]
    component = "ClosedConstraintComponent"

    def broken(self, index: Index, nodes: Nodes) -> Iterator[Broken]:
        """Yield each statement with another property."""
        for name in index.properties():
            if name not in self.allowed:
                links = index.forward(name)
                for focus, values in nodes.values.items():
                    for value in values:
                        for found in links.get(value, ()):
                            yield Broken(focus, found, name)


# Shapes of shapes.


@dataclass(frozen=True, slots=True, eq=False)
class Node(EachValue):
    """Values conform to a shape."""

    shape: Shape
    component = "NodeConstraintComponent"

    def wrong(self, index: Index, values: AbstractSet[str]) -> Collection[str]:
        """Return the wrong ones among values."""
        return self.shape.failing(index, values)


@dataclass(frozen=True, slots=True, eq=False)
class Not(EachValue):
    """Values do not conform to a shape."""

    shape: Shape
    component = "NotConstraintComponent"

    def wrong(self, index: Index, values: AbstractSet[str]) -> Collection[str]:
        """Return the wrong ones among values."""
        return values - self.shape.failing(index, values)


@dataclass(frozen=True, slots=True, eq=False)
class And(EachValue):
    """Values conform to every shape."""

    shapes: tuple[Shape, ...]
    component = "AndConstraintComponent"

    def wrong(self, index: Index, values: AbstractSet[str]) -> Collection[str]:
        """Return the wrong ones among values."""
        return set().union(*(shape.failing(index, values) for shape in self.shapes))


@dataclass(frozen=True, slots=True, eq=False)
class Or(EachValue):
    """Values conform to one of some shapes, or more."""

    shapes: tuple[Shape, ...]
    component = "OrConstraintComponent"

    def wrong(self, index: Index, values: AbstractSet[str]) -> Collection[str]:
        """Return the wrong ones among values."""
        wrong: AbstractSet[str] = values
        for shape in self.shapes:
            wrong = shape.failing(index, wrong)
        return wrong


@dataclass(frozen=True, slots=True, eq=False)
class Xone(EachValue):
    """Values conform to just one of some shapes."""

    shapes: tuple[Shape, ...]
    component = "XoneConstraintComponent"

    def wrong(self, index: Index, values: AbstractSet[str]) -> Collection[str]:
        """Return the wrong ones among values."""
        held = Counter(v for s in self.shapes for v in values - s.failing(index, values))
        return {v for v in values if held[v] != 1}
