"""Read shapes from a shapes graph and compile them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from kg.namespaces import RDF, RDFS
from kg.terms import Triple, value_of
from kg.validation.compiled import constraints as c
from kg.validation.compiled import literals
from kg.validation.compiled.index import Index
from kg.validation.compiled.paths import Alternative, Path, Property, Repeated, Sequence
from kg.validation.compiled.shape import Constraint, Result, Shape

SH = "http://www.w3.org/ns/shacl#"


def sh(name: str) -> str:
    """Return a word of SHACL as a term."""
    return f"<{SH}{name}>"


_FIRST, _REST, _NIL = (f"<{RDF}{name}>" for name in ("first", "rest", "nil"))
_CLASS = f"<{RDFS}Class>"
_TARGETS = ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf")
_KINDS = {
    "IRI": "<", "Literal": '"', "BlankNode": "_",
    "BlankNodeOrIRI": "_<", "BlankNodeOrLiteral": '_"', "IRIOrLiteral": '<"',
}  # fmt: skip
_RANGES = {
    "minInclusive": frozenset((0, 1)),
    "minExclusive": frozenset((1,)),
    "maxInclusive": frozenset((0, -1)),
    "maxExclusive": frozenset((-1,)),
}
_FLAGS = {"i": re.IGNORECASE, "m": re.MULTILINE}
_SAYS_NOTHING = {
    sh(name)
    for name in (
        "name", "description", "message", "severity", "order", "group", "defaultValue",
        "deactivated", "path", "property", *_TARGETS,
        "flags", "ignoredProperties",
        "qualifiedMinCount", "qualifiedMaxCount", "qualifiedValueShapesDisjoint",
    )
}  # fmt: skip
"""Words of SHACL on a shape that make no constraint by themselves; some are for people."""


class Unsupported(Exception):
    """The shapes use something that is not compiled here; the text says what."""


@dataclass(frozen=True, slots=True)
class _Target:
    kind: str
    term: str

    def focuses(self, index: Index) -> Iterable[str]:
        match self.kind:
            case "targetClass":
                return index.members(self.term)
            case "targetSubjectsOf":
                return index.forward(self.term)
            case "targetObjectsOf":
                return index.backward(self.term)
            case _:
                return (self.term,)


@dataclass(frozen=True, slots=True)
class Compiled:
    """Shapes with their targets, ready to be applied to any data."""

    targeted: tuple[tuple[Shape, tuple[_Target, ...]], ...]

    def results(self, index: Index) -> Iterator[Result]:
        """Yield everything that is wrong with data, in no order worth relying on."""
        for shape, targets in self.targeted:
            found = [target.focuses(index) for target in targets]
            # A set of its own: what the shape asks of the index may add to what is looked at here.
            focuses = frozenset(found[0]) if len(found) == 1 else set().union(*found)
            yield from (result for _, result in shape.results(index, focuses))


def compile_shapes(triples: Iterable[Triple]) -> Compiled:
    """Compile a shapes graph (blank nodes as ``_:…``).

    Raises:
        Unsupported: It holds a constraint, path or target that is not known here, or a shape
            that is not well formed or refers to itself.
    """
    return _Compiler(Index(triples)).compiled()


class _Compiler:
    def __init__(self, graph: Index) -> None:
        self._graph = graph
        self._shapes: dict[str, Shape] = {}
        self._open: list[str] = []

    def compiled(self) -> Compiled:
        graph = self._graph
        for class_ in ("ConstraintComponent", "SPARQLTargetType", "Function", "Rule"):
            if graph.members(sh(class_)):
                raise Unsupported(f"sh:{class_}")
        for name in ("entailment", "target"):
            if graph.forward(sh(name)):
                raise Unsupported(f"sh:{name}")
        targeted: dict[str, list[_Target]] = {}
        for kind in _TARGETS:
            for node, terms in graph.forward(sh(kind)).items():
                targeted.setdefault(node, []).extend(_Target(kind, term) for term in terms)
        for node in graph.members(_CLASS) & (
            graph.members(sh("NodeShape")) | graph.members(sh("PropertyShape"))
        ):
            targeted.setdefault(node, []).append(_Target("targetClass", node))
        # Those without a target are compiled too, so that what cannot be is known at once.
        for node in sorted(graph.members(sh("NodeShape")) | graph.members(sh("PropertyShape"))):
            self.shape(node)
        return Compiled(
            tuple((self.shape(node), tuple(targeted[node])) for node in sorted(targeted))
        )

    def shape(self, node: str) -> Shape:
        if node in self._shapes:
            return self._shapes[node]
        if node in self._open:
            raise Unsupported(f"{node}, which refers to itself")
        self._open.append(node)
        path = self._one(node, "path")
        severity = self._one(node, "severity") or sh("Violation")
        if self._truth(node, "deactivated"):
            shape = Shape(node, severity, None, (), ())
        else:
            shape = Shape(
                node,
                severity,
                self._path(path) if path is not None else None,
                tuple(self._constraints(node)),
                tuple(self._property(inner) for inner in self._all(node, "property")),
            )
        self._open.pop()
        self._shapes[node] = shape
        return shape

    def _property(self, node: str) -> Shape:
        if self._one(node, "path") is None:
            raise Unsupported(f"{node}, a property shape without sh:path")
        return self.shape(node)

    # Constraints.

    def _constraints(self, node: str) -> Iterator[Constraint]:
        for predicate in self._graph.properties():
            if not predicate.startswith(f"<{SH}") or node not in self._graph.forward(predicate):
                continue
            if predicate in _SAYS_NOTHING:
                continue
            make = _MAKERS.get(predicate)
            if make is None:
                raise Unsupported(f"{predicate} on {node}")
            for value in self._graph.forward(predicate)[node]:
                yield from make(self, node, value)

    def _listed(self, node: str, value: str) -> Iterator[Constraint]:
        self._only_one(node, "in")
        yield c.In(frozenset(self._list(value)))

    def _datatype(self, node: str, value: str) -> Iterator[Constraint]:
        self._only_one(node, "datatype")
        yield c.Datatype(_iri(value))

    def _node_kind(self, node: str, value: str) -> Iterator[Constraint]:
        kind = _KINDS.get(value_of(value).removeprefix(SH))
        if kind is None:
            raise Unsupported(f"sh:nodeKind {value}")
        yield c.NodeKind(kind)

    def _range(self, node: str, value: str, *, name: str) -> Iterator[Constraint]:
        if not literals.is_literal(value):
            raise Unsupported(f"sh:{name} {value}")
        yield c.Range(value, _RANGES[name], _component(name))

    def _length(self, node: str, value: str, *, name: str) -> Iterator[Constraint]:
        self._only_one(node, name)
        yield c.Length(_count(value), name == "maxLength", _component(name))

    def _pattern(self, node: str, value: str) -> Iterator[Constraint]:
        flags = re.RegexFlag(0)
        for letter in value_of(self._one(node, "flags") or '""'):
            if letter not in _FLAGS:
                raise Unsupported(f"sh:flags with {letter}")
            flags |= _FLAGS[letter]
        try:
            yield c.Pattern(re.compile(value_of(value), flags))
        except re.error as error:
            raise Unsupported(f"sh:pattern {value}") from error

    def _language_in(self, node: str, value: str) -> Iterator[Constraint]:
        yield c.LanguageIn(tuple(value_of(each).lower() for each in self._list(value)))

    def _unique_lang(self, node: str, value: str) -> Iterator[Constraint]:
        if value_of(self._one(node, "uniqueLang") or '""') == "true":  # "1" does not count
            yield c.UniqueLang()

    def _min_count(self, node: str, value: str) -> Iterator[Constraint]:
        self._only_one(node, "minCount")
        yield c.MinCount(_count(value))

    def _max_count(self, node: str, value: str) -> Iterator[Constraint]:
        self._only_one(node, "maxCount")
        yield c.MaxCount(_count(value))

    def _less_than(self, node: str, value: str, *, or_equal: bool) -> Iterator[Constraint]:
        if self._one(node, "path") is None:
            raise Unsupported(f"sh:lessThan on {node}, which has no sh:path")
        name = "lessThanOrEquals" if or_equal else "lessThan"
        yield c.LessThan(_named(value), or_equal, _component(name))

    def _closed(self, node: str, value: str) -> Iterator[Constraint]:
        if self._truth(node, "closed"):
            ignored = self._one(node, "ignoredProperties")
            paths = (self._one(inner, "path") for inner in self._all(node, "property"))
            listed = self._list(ignored) if ignored else ()
            yield c.Closed(frozenset(each for each in (*paths, *listed) if each))

    def _qualified(self, node: str, value: str) -> Iterator[Constraint]:
        self._only_one(node, "qualifiedValueShape")
        if self._one(node, "path") is None:
            return  # without meaning on a node shape
        shape = self.shape(value)
        siblings: tuple[Shape, ...] = ()
        if self._truth(node, "qualifiedValueShapesDisjoint"):
            siblings = tuple(self.shape(each) for each in self._siblings(node) if each != value)
        least, most = self._one(node, "qualifiedMinCount"), self._one(node, "qualifiedMaxCount")
        if least is None and most is None:
            raise Unsupported(f"sh:qualifiedValueShape without a count on {node}")
        if least is not None:
            yield c.Qualified(shape, siblings, _count(least), None, _component("qualifiedMinCount"))
        if most is not None:
            yield c.Qualified(shape, siblings, 0, _count(most), _component("qualifiedMaxCount"))

    def _siblings(self, node: str) -> set[str]:
        return {
            each
            for parent in self._graph.backward(sh("property")).get(node, ())
            for beside in self._all(parent, "property")
            for each in self._all(beside, "qualifiedValueShape")
        }

    def _shape_list(self, value: str) -> tuple[Shape, ...]:
        nodes = self._list(value)
        if not nodes:
            raise Unsupported("an empty list of shapes")
        return tuple(self.shape(node) for node in nodes)

    # Paths.

    def _path(self, node: str) -> Path:
        if node[0] == "<":
            return Property(node)
        if node in self._graph.forward(_FIRST):
            return Sequence(tuple(map(self._path, self._list(node))))
        if (inner := self._one(node, "inversePath")) is not None:
            if inner[0] != "<":
                raise Unsupported("sh:inversePath of more than one property")
            return Property(inner, inverse=True)
        if (ways := self._one(node, "alternativePath")) is not None:
            return Alternative(tuple(map(self._path, self._list(ways))))
        if (inner := self._one(node, "zeroOrMorePath")) is not None:
            return Repeated(self._path(inner), 0)
        if (inner := self._one(node, "oneOrMorePath")) is not None:
            return Repeated(self._path(inner), 1)
        if (inner := self._one(node, "zeroOrOnePath")) is not None:
            return Repeated(self._path(inner), 0, once=True)
        raise Unsupported(f"the path {node}")

    # The shapes graph.

    def _all(self, node: str, name: str) -> list[str]:
        return list(self._graph.forward(sh(name)).get(node, ()))

    def _one(self, node: str, name: str) -> str | None:
        found = self._all(node, name)
        if len(found) > 1:
            raise Unsupported(f"sh:{name} twice on {node}")
        return found[0] if found else None

    def _only_one(self, node: str, name: str) -> None:
        self._one(node, name)

    def _truth(self, node: str, name: str) -> bool:
        said = value_of(self._one(node, name) or '"false"')
        if said not in ("true", "false"):
            raise Unsupported(f"sh:{name} {said}")
        return said == "true"

    def _list(self, head: str) -> list[str]:
        items: list[str] = []
        passed: set[str] = set()
        while head != _NIL:
            first = self._graph.forward(_FIRST).get(head, [])
            rest = self._graph.forward(_REST).get(head, [])
            if head in passed or len(first) != 1 or len(rest) != 1:
                raise Unsupported(f"{head}, which is no list")
            passed.add(head)
            items += first
            [head] = rest
        return items


def _component(name: str) -> str:
    return f"{name[0].upper()}{name[1:]}ConstraintComponent"


def _named(term: str) -> str:
    if term[0] != "<":
        raise Unsupported(f"{term} where an IRI should be")
    return term


def _iri(term: str) -> str:
    return value_of(_named(term))


def _count(term: str) -> int:
    said = value_of(term)
    if not literals.is_literal(term) or not (said.isascii() and said.isdigit()):
        raise Unsupported(f"{term} where a number should be")
    return int(said)


_Make = Callable[[_Compiler, str, str], Iterator[Constraint]]


def _of(constraint: Callable[[str], Constraint]) -> _Make:
    """Return the maker of a constraint whose parameter is a term as it is."""
    return lambda compiler, node, value: iter((constraint(value),))


def _of_shape(constraint: Callable[[Shape], Constraint]) -> _Make:
    return lambda compiler, node, value: iter((constraint(compiler.shape(value)),))


def _of_shapes(constraint: Callable[[tuple[Shape, ...]], Constraint]) -> _Make:
    return lambda compiler, node, value: iter((constraint(compiler._shape_list(value)),))


_MAKERS: dict[str, _Make] = {
    sh("class"): _of(c.Class),
    sh("datatype"): _Compiler._datatype,
    sh("nodeKind"): _Compiler._node_kind,
    sh("in"): _Compiler._listed,
    **{sh(name): partial(_Compiler._range, name=name) for name in _RANGES},
    sh("minLength"): partial(_Compiler._length, name="minLength"),
    sh("maxLength"): partial(_Compiler._length, name="maxLength"),
    sh("pattern"): _Compiler._pattern,
    sh("languageIn"): _Compiler._language_in,
    sh("uniqueLang"): _Compiler._unique_lang,
    sh("minCount"): _Compiler._min_count,
    sh("maxCount"): _Compiler._max_count,
    sh("hasValue"): _of(c.HasValue),
    sh("equals"): _of(c.Equals),
    sh("disjoint"): _of(c.Disjoint),
    sh("lessThan"): partial(_Compiler._less_than, or_equal=False),
    sh("lessThanOrEquals"): partial(_Compiler._less_than, or_equal=True),
    sh("closed"): _Compiler._closed,
    sh("qualifiedValueShape"): _Compiler._qualified,
    sh("node"): _of_shape(c.Node),
    sh("not"): _of_shape(c.Not),
    sh("and"): _of_shapes(c.And),
    sh("or"): _of_shapes(c.Or),
    sh("xone"): _of_shapes(c.Xone),
}
