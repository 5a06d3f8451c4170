"""Write nested texts as YAML that a person and git read well: block style, one value a line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from kg.formats.structured_editing import quoted

Written = str | Sequence["Written"] | Mapping[str, "Written"]

_PLAIN = re.compile(r"https?://[A-Za-z0-9_./?=&%+~-]+|[A-Za-z](?:[\w .,;()/+'-]*[\w.;()/+'-])?")
_RESERVED = frozenset(("null", "true", "false", "yes", "no", "on", "off", "y", "n"))
"""Words that readers of YAML take for something else than a text."""


def yaml_text(values: Mapping[str, Written]) -> str:
    """Return a mapping as a YAML document; what is empty is left out.

    >>> print(yaml_text({"id": "s", "k": "3", "methods": [{"id": "m", "label": "a: b"}]}), end="")
    id: s
    k: "3"
    methods:
      - id: m
        label: "a: b"
    """
    return "".join(f"{line}\n" for line in _mapping(values, ""))


def _mapping(values: Mapping[str, Written], indent: str) -> Iterator[str]:
    for key, value in values.items():
        if not value:
            continue
        if isinstance(value, str):
            yield f"{indent}{scalar(key)}: {scalar(value)}"
            continue
        yield f"{indent}{scalar(key)}:"
        if isinstance(value, Mapping):
            yield from _mapping(value, f"{indent}  ")
        else:
            yield from _sequence(value, f"{indent}  ")


def _sequence(values: Sequence[Written], indent: str) -> Iterator[str]:
    for value in values:
        if isinstance(value, str):
            yield f"{indent}- {scalar(value)}"
            continue
        inner = f"{indent}  "
        lines = _mapping(value, inner) if isinstance(value, Mapping) else _sequence(value, inner)
        for number, line in enumerate(lines):
            yield line if number else f"{indent}- {line[len(inner) :]}"


def scalar(text: str) -> str:
    """Return a text as it stands in YAML, in quotation marks where it could be mistaken.

    >>> scalar("Name of the study"), scalar("no"), scalar("2024-05-02")
    ('Name of the study', '"no"', '"2024-05-02"')
    """
    if _PLAIN.fullmatch(text) and text.lower() not in _RESERVED:
        return text
    return quoted(text)
