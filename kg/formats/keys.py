"""Nested values as rows of two columns, so that a sheet can hold what study.yaml holds.

``publication.title`` names a field inside a field. A key that is written more than once makes a
list; ``limitations.1.label`` and ``limitations.2.label`` name fields of the things in a list.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Scalar = str | int | float | bool

MAX_DEPTH = 8
MAX_LENGTH = 100


@dataclass(slots=True)
class Nested:
    """Nested values, the row of each path of names and list positions, and what is wrong by row."""

    values: dict[str, Any]
    lines: dict[tuple[str | int, ...], int] = field(default_factory=dict)
    problems: dict[int, str] = field(default_factory=dict)


class _Node(dict[str, "_Node | list[tuple[int, Scalar]]"]):
    """A field with fields of its own, while they are being gathered."""


def nest(pairs: Iterable[tuple[int, str, Scalar]]) -> Nested:
    """Return the nested values of rows: row number, key, value.

    >>> nest([(2, "id", "s1"), (3, "host.label", "A"), (4, "to", "x"), (5, "to", "y")]).values
    {'id': 's1', 'host': {'label': 'A'}, 'to': ['x', 'y']}
    """
    top = _Node()
    nested = Nested({})
    for row, key, value in pairs:
        segments = [segment.strip() for segment in key.split(".")]
        if not all(0 < len(s) <= MAX_LENGTH for s in segments) or len(segments) > MAX_DEPTH:
            nested.problems[row] = "This is not a key: keys are names with a point between them."
            continue
        clash = _put(top, segments, row, value)
        if clash:
            nested.problems[row] = f"This key and '{clash}' cannot both have a value."
    for name, inner in top.items():
        nested.values[name] = _finished(inner, (name,), nested)
    return nested


def _put(top: _Node, segments: list[str], row: int, value: Scalar) -> str:
    """Put one value in its place; returns the key it clashes with, or nothing."""
    node = top
    for depth, segment in enumerate(segments[:-1]):
        inner = node.setdefault(segment, _Node())
        if not isinstance(inner, _Node):
            return ".".join(segments[: depth + 1])
        node = inner
    last = node.setdefault(segments[-1], [])
    if isinstance(last, _Node):
        return ".".join([*segments, next(iter(last), "")])
    last.append((row, value))
    return ""


def _finished(
    node: _Node | list[tuple[int, Scalar]], path: tuple[str | int, ...], nested: Nested
) -> Any:
    if isinstance(node, list):
        nested.lines[path] = node[0][0]
        if len(node) == 1:
            return node[0][1]
        nested.lines.update({(*path, i): row for i, (row, _) in enumerate(node)})
        return [value for _, value in node]
    if all(name.isdecimal() for name in node):
        ordered = sorted(node, key=int)
        return [_finished(node[name], (*path, i), nested) for i, name in enumerate(ordered)]
    return {name: _finished(inner, (*path, name), nested) for name, inner in node.items()}


def flatten(
    value: Mapping[str, object], prefix: str = "", *, once: bool = False
) -> Iterator[tuple[str, Scalar]]:
    """Yield the rows (key, value) that :func:`nest` makes the same values of.

    A list of plain values repeats its key; with ``once`` it is numbered, so that no key is
    written more than once.

    >>> list(flatten({"id": "s1", "to": ["x", "y"], "methods": [{"id": "m"}]}))
    [('id', 's1'), ('to', 'x'), ('to', 'y'), ('methods.1.id', 'm')]
    """
    for name, inner in value.items():
        yield from _rows(f"{prefix}{name}", inner, once)


def _rows(key: str, value: object, once: bool) -> Iterator[tuple[str, Scalar]]:
    if value is None or value == "":
        return
    if isinstance(value, Mapping):
        yield from flatten(value, f"{key}.", once=once)
    elif isinstance(value, list | tuple):
        plain = not once and len(value) > 1 and all(isinstance(item, Scalar) for item in value)
        for number, item in enumerate(value, start=1):
            yield from _rows(key if plain else f"{key}.{number}", item, once)
    elif isinstance(value, Scalar):
        yield key, value
    else:
        yield key, str(value)
