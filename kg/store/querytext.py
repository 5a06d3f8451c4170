"""What must be known about a query before an engine sees it.

Which form it has, whether it chooses its own graphs, whether it would ask another server. Only
words are looked at, with comments, strings and IRIs skipped; whether the text is a query at all
is for the engine to say. Where it could be read in two ways, it is refused.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from kg.errors import UsageError
from kg.store.base import Kind

DEEPEST = 100
"""Brackets nested deeper than this are refused: engines recurse over them."""

_TOKEN = re.compile(
    r"""
    (?P<space>\s+|\#[^\n\r]*)
  | (?P<iri><(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>)
  | (?P<string>\"{3}(?:\"{0,2}(?:[^"\\]|\\.))*\"{3} | '{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}
             | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*')
  | (?P<variable>[?$]\w[\w\u00b7]*)
  | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<name>(?:_|[^\W\d_](?:[\w.-]*[\w-])?)?:(?:[\w:.\u00b7-]|%[0-9A-Fa-f]{2}|\\[^\w\s])*)
  | (?P<word>[^\W\d]\w*)
  | (?P<number>[0-9.]+(?:[eE][+-]?[0-9]+)?)
  | (?P<mark>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_ABSOLUTE = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*:")
_FORMS: dict[str, Kind] = {
    "SELECT": "select",
    "ASK": "ask",
    "CONSTRUCT": "graph",
    "DESCRIBE": "graph",
}


class Token(NamedTuple):
    """One word or sign of a query; ``end`` is the offset after it."""

    kind: str
    text: str
    end: int

    @property
    def word(self) -> str:
        """A keyword in capitals; empty for anything else."""
        return self.text.upper() if self.kind == "word" else ""

    def is_mark(self, mark: str) -> bool:
        """Say whether it is this bracket or sign."""
        return self.kind == "mark" and self.text == mark


class QueryText:
    """A query, cut into words once."""

    def __init__(self, sparql: str) -> None:
        try:
            sparql.encode()
        except UnicodeEncodeError as error:
            raise UsageError("The query holds text that is not valid Unicode.") from error
        self.text = sparql
        self.tokens = _tokens(sparql)
        self.start, self._prefixes = _prologue(self.tokens)
        _refuse_depth(self.tokens)

    @property
    def form(self) -> str:
        """The word after the prologue, in capitals."""
        return self.tokens[self.start].word if self.start < len(self.tokens) else ""

    @property
    def kind(self) -> Kind:
        """The kind of answer.

        Raises:
            UsageError: It is not a query: an update, or nothing known.
        """
        if self.form not in _FORMS:
            raise UsageError(
                "This is not a SPARQL query.",
                "It must begin, after PREFIX and BASE, with SELECT, ASK, CONSTRUCT or DESCRIBE.",
            )
        return _FORMS[self.form]

    @property
    def names_graphs(self) -> bool:
        """Whether it says FROM, and so wants other graphs than all of them."""
        return any(token.word.startswith("FROM") for token in self.tokens)

    def dataset(self) -> tuple[list[str], list[str]]:
        """Return the IRIs of its FROM and of its FROM NAMED.

        Raises:
            UsageError: One is written with a prefix that is not declared.
        """
        default: list[str] = []
        named: list[str] = []
        for graph, is_named in self._graphs():
            (named if is_named else default).append(self._resolved(graph))
        return default, named

    def with_graphs(self, known: Collection[str], instead: str) -> str:
        """Return the text with an IRI of ours for each graph of FROM that is not a known one.

        An engine may fetch what FROM names; what is known to be there it need not fetch.

        Raises:
            UsageError: One is written with a prefix that is not declared.
        """
        made, before = [], 0
        for graph, _ in self._graphs():
            if self._resolved(graph) not in known:
                made += [self.text[before : graph.end - len(graph.text)], f"<{instead}>"]
                before = graph.end
        return "".join([*made, self.text[before:]])

    def _graphs(self) -> Iterator[tuple[Token, bool]]:
        """Yield what follows each FROM, and whether it says NAMED."""
        for place, token in enumerate(self.tokens):
            if token.word == "FROM":
                following = self.tokens[place + 1 : place + 3]
                is_named = bool(following) and following[0].word == "NAMED"
                yield following[-1] if is_named else following[0] if following else token, is_named

    def refuse_service(self) -> None:
        """Refuse a query that would ask another server.

        Raises:
            UsageError: SERVICE stands in it, however it is written.
        """
        if has_word(self.text, "service"):
            raise UsageError(
                "SERVICE is refused: a query here does not ask other servers.",
                "Ask that server by itself. A prefix with `service` in its name needs another.",
            )

    def iri(self, token: Token) -> str | None:
        """Return the whole IRI that a word is, with its prefix or in brackets; None if it is not.

        One that is relative is none: there is nothing here it could be relative to.
        """
        if token.kind == "iri" and _ABSOLUTE.match(token.text):
            return _ESCAPE.sub(_character, token.text[1:-1])
        prefix, _, local = token.text.partition(":")
        if token.kind != "name" or prefix not in self._prefixes:
            return None
        return self._prefixes[prefix] + re.sub(r"\\(.)", r"\1", local)

    def _resolved(self, graph: Token) -> str:
        found = self.iri(graph)
        if found is None:
            raise UsageError(
                f"FROM names no graph: {graph.text[:80]}.", "Write its whole IRI in <…>."
            )
        return found


def _tokens(sparql: str) -> list[Token]:
    return [
        Token(match.lastgroup or "", match.group(), match.end())
        for match in _TOKEN.finditer(sparql)
        if match.lastgroup != "space"
    ]


def _prologue(tokens: list[Token]) -> tuple[int, dict[str, str]]:
    """Return where the query proper begins, and the prefixes declared."""
    place, prefixes = 0, {}
    while place < len(tokens):
        if tokens[place].word == "BASE":
            place += 2
        elif tokens[place].word == "PREFIX" and place + 2 < len(tokens):
            prefixes[tokens[place + 1].text.rstrip(":")] = tokens[place + 2].text[1:-1]
            place += 3
        else:
            break
    return place, prefixes


def has_word(sparql: str, word: str) -> bool:
    """Say whether a keyword (in small letters) may stand in a text, however the text is cut."""
    plain = _ESCAPE.sub(_character, sparql)
    for text in {sparql, plain}:
        if word in text.lower():
            tokens = _tokens(text)
            if _two_readings(tokens) or any(_may_be(token, word) for token in tokens):
                return True
    return False


def _may_be(token: Token, word: str) -> bool:
    # Engines do not cut words as we do: `SERVICE:x` may be SERVICE and a name, and what looks
    # like an IRI from one `<` to the next `>` may be two comparisons with anything between.
    if token.kind == "name":
        return word in token.text.partition(":")[0].lower()
    if token.kind == "iri":
        return bool(re.search(rf"\).*{word}", token.text, re.IGNORECASE | re.DOTALL))
    return token.kind == "word" and word in token.text.lower()


def _two_readings(tokens: list[Token]) -> bool:
    """Say whether what looks like an IRI may be a comparison.

    Then a quotation mark or `#` in it begins a string or a comment, and all that follows is cut
    in other places: `'a'<'b'&&'>'='c'`, `?a<5#>`. Only within parentheses is there a comparison.
    """
    around: list[str] = []
    before: Token | None = None
    for token in tokens:
        if token.kind == "mark" and token.text in "{([":
            around.append(token.text)
        elif token.kind == "mark" and token.text in "})]" and around:
            around.pop()
        elif token.kind == "iri" and around[-1:] == ["("] and before is not None:
            ends_a_value = before.kind not in ("mark", "word") or before.is_mark(")")
            if ends_a_value or before.word in ("TRUE", "FALSE"):
                return True
        before = token
    return False


def _character(match: re.Match[str]) -> str:
    number = int(match[1] or match[2], 16)
    return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else match[0]


def _refuse_depth(tokens: list[Token]) -> None:
    depth = 0
    for token in tokens:
        if token.kind == "mark" and token.text in "{([":
            depth += 1
            if depth > DEEPEST:
                raise UsageError(f"The query nests brackets more than {DEEPEST} deep.")
        elif token.kind == "mark" and token.text in "})]":
            depth -= 1
