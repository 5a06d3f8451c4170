"""What the text of a SPARQL query says about itself: its parameters, what each SELECT projects.

A parameter is a variable called ``?_name_kind``. This module looks at words only; whether the
text is a query at all is for the engines to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, get_args

from kg.namespaces import PREFIXES

ParameterKind = Literal["iri", "literal", "integer", "boolean"]

_TOKEN = re.compile(
    r"""
    (?P<comment>\#[^\n]*)
  | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
  | (?P<string>\"{3}(?:\"{0,2}(?:[^"\\]|\\.))*\"{3} | '{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}
             | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*')
  | (?P<variable>[?$]\w+)
  | (?P<name>[^\W\d_][\w.-]*:)
  | (?P<word>[^\W\d_]\w*)
  | (?P<mark>[{}()*])
    """,
    re.VERBOSE | re.DOTALL,
)
_PARAMETER = re.compile(rf"_(\w+)_({'|'.join(get_args(ParameterKind))})")


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a query that matters here. ``line`` counts from 1."""

    kind: str
    text: str
    line: int


def tokens(text: str) -> Iterator[Token]:
    """Yield variables, words, prefixes (``pif:``) and brackets; not comments, strings or IRIs."""
    line, counted = 1, 0
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or ""
        if kind in ("comment", "iri", "string"):
            continue
        line += text.count("\n", counted, match.start())
        counted = match.start()
        yield Token(kind, match.group(), line)


def parameters_in(text: str) -> list[tuple[str, ParameterKind]]:
    """Return the parameters of a query, as name and kind, in the order they first appear.

    >>> parameters_in("SELECT ?_construct_iri { ?q a ?_construct_iri } # ?_not_iri")
    [('construct', 'iri')]
    """
    found: dict[tuple[str, ParameterKind], None] = {}
    for token in tokens(text):
        if token.kind == "variable" and (match := _PARAMETER.fullmatch(token.text[1:])):
            found[match[1], match[2]] = None  # type: ignore[index]
    return list(found)


def unprojected(text: str) -> list[Token]:
    """Return the parameters that some SELECT uses without projecting them, once for each SELECT.

    An engine binds a variable only where it is projected, and in a sub-SELECT it says nothing:
    the parameter would silently have no effect there.
    """
    words = list(tokens(text))
    missing = []
    for start, token in enumerate(words):
        if token.kind != "word" or token.text.upper() != "SELECT":
            continue
        projected, everything, body = _projection(words, start)
        seen = set(projected)
        for other in _extent(words, body):
            name = other.text[1:]
            if other.kind == "variable" and _PARAMETER.fullmatch(name) and name not in seen:
                seen.add(name)
                if not everything:
                    missing.append(other)
    return missing


def with_prefixes(text: str) -> str:
    """Return a query with the well-known prefixes it uses and does not declare put before it.

    They stand on the first line, so that the lines an engine names are those of the text.

    >>> with_prefixes("ASK { ?q a pif:Quote }")
    'PREFIX pif: <https://w3id.org/pif-kg/ontology#> ASK { ?q a pif:Quote }'
    """
    words = list(tokens(text))
    declared = {
        following.text
        for word, following in pairwise(words)
        if word.kind == "word" and word.text.upper() == "PREFIX"
    }
    used = {word.text for word in words if word.kind == "name"} - declared
    known = [f"PREFIX {p}: <{iri}> " for p, iri in PREFIXES.items() if f"{p}:" in used]
    return "".join(known) + text


def _projection(words: list[Token], start: int) -> tuple[list[str], bool, int]:
    """Return the variables a SELECT projects, whether it says ``*``, and where its group opens."""
    projected: list[str] = []
    depth, everything = 0, False
    for place in range(start + 1, len(words)):
        word = words[place]
        if word.text == "(":
            depth += 1
        elif word.text == ")":
            depth -= 1
        elif depth == 0 and word.text == "{":
            return projected, everything, place
        elif depth == 0 and word.text == "*":
            everything = True
        elif depth == 0 and word.kind == "variable":
            projected.append(word.text[1:])
    return projected, everything, len(words)


def _extent(words: list[Token], start: int) -> Iterator[Token]:
    """Yield what belongs to a SELECT: its group and what follows, up to the enclosing bracket."""
    depth = 0
    for word in words[start:]:
        if word.text == "{":
            depth += 1
        elif word.text == "}":
            depth -= 1
            if depth < 0:
                return
        yield word
