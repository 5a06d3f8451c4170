"""What must be known about a SPARQL update before an engine sees it, and its dataset.

As with queries only words are looked at; what could be read in two ways is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.errors import UsageError
from kg.store.querytext import QueryText, Token, has_word
from kg.terms import iri

_OPERATIONS = frozenset(
    {"ADD", "CLEAR", "COPY", "CREATE", "DELETE", "DROP", "INSERT", "LOAD", "MOVE", "WITH"}
)


class UpdateText:
    """An update, cut into its operations once."""

    def __init__(self, sparql: str) -> None:
        self._whole = QueryText(sparql)
        self.text = sparql
        self._operations = list(_operations(self._whole.tokens))

    def check(self) -> None:
        """Refuse what would reach outside the store, and what is no update.

        Raises:
            UsageError: It is a query, or LOAD or SERVICE stands in it, however it is written.
        """
        if any(o.form in ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE") for o in self._operations):
            raise UsageError("This is a query, not an update.", "Send it as query.")
        self._whole.refuse_service()
        if has_word(self.text, "load"):
            raise UsageError(
                "LOAD is refused: an update here fetches nothing.",
                "Send the graph itself to the Graph Store Protocol address. A prefix that begins "
                "with `load` needs another name.",
            )

    def steps(self, default: Sequence[str] = (), named: Sequence[str] = ()) -> list[str]:
        """Return the texts to carry out one after the other, with USING of the graphs given.

        It is one text as long as nothing is declared behind a semicolon: there the engine takes
        no PREFIX and no BASE, though the grammar does.

        Raises:
            UsageError: An operation chooses its graphs itself (USING or WITH), which the protocol
                forbids then; or a graph is not an IRI.
        """
        clause = _clause(default, named)
        texts = [self._text(operation, clause) for operation in self._operations]
        if any(o.declared for o in self._operations[1:]):
            prologue, made = "", []
            for operation, text in zip(self._operations, texts, strict=True):
                prologue += "".join(f"{token.text} " for token in operation.declared)
                made.append(prologue + text)
            return made
        first = "".join(f"{t.text} " for o in self._operations[:1] for t in o.declared)
        return [first + " ;\n".join(texts)]

    def creates(self) -> bool:
        """Say whether it makes a graph that may stay empty."""
        return any(o.form == "CREATE" for o in self._operations)

    def clears(self) -> bool:
        """Say whether it empties whole graphs."""
        return any(o.form == "CLEAR" for o in self._operations)

    def _text(self, operation: _Operation, clause: str) -> str:
        said = operation.tokens
        if not said:
            return ""
        start = _start(said[0])
        made = []
        if clause:
            for place, text in _changes(said, clause, self.text):
                made += [self.text[start:place], text]
                start = place
        return "".join([*made, self.text[start : said[-1].end]])


@dataclass(frozen=True, slots=True)
class _Operation:
    """The words of one operation, and of what is declared before it."""

    declared: list[Token]
    tokens: list[Token]

    @property
    def form(self) -> str:
        return self.tokens[0].word if self.tokens else ""


def _operations(tokens: list[Token]) -> Iterator[_Operation]:
    held: list[Token] = []
    depth = 0
    for token in tokens:
        if depth == 0 and token.is_mark(";"):
            yield _cut(held)
            held = []
            continue
        depth += token.is_mark("{") - token.is_mark("}")
        held.append(token)
    if held:
        yield _cut(held)


def _cut(tokens: list[Token]) -> _Operation:
    place = 0
    while place < len(tokens) and tokens[place].word in ("BASE", "PREFIX"):
        place += 2 if tokens[place].word == "BASE" else 3
    return _Operation(tokens[:place], tokens[place:])


def _start(token: Token) -> int:
    return token.end - len(token.text)


def _clause(default: Sequence[str], named: Sequence[str]) -> str:
    try:
        return "".join(
            [f"USING {iri(graph)} " for graph in default]
            + [f"USING NAMED {iri(graph)} " for graph in named]
        )
    except ValueError as error:
        raise UsageError(f"A graph to use is {error}.", "Name graphs by their whole IRI.") from None


def _changes(operation: list[Token], clause: str, text: str) -> Iterator[tuple[int, str]]:
    """Yield what is to be put where, so that an operation takes its facts from other graphs."""
    top = _top_level(operation)
    words = [token.word for token in top]
    if not words or words[0] not in _OPERATIONS:
        raise UsageError(
            "An operation of the update cannot be recognised, so its graphs cannot be set.",
            "Write one keyword after the other, with spaces between, or name graphs with USING.",
        )
    if words[0] == "WITH" or "USING" in words:
        raise UsageError(
            "The update says USING or WITH, and the request names graphs as well.",
            "Say it in one place: in the update, or as using-graph-uri and using-named-graph-uri.",
        )
    if words[0] not in ("INSERT", "DELETE") or words[1:2] == ["DATA"] or "WHERE" not in words:
        return
    where = top[words.index("WHERE")]
    if words[:2] == ["DELETE", "WHERE"]:  # the short form: what is looked for is what is deleted
        yield _start(where), f"{text[where.end : operation[-1].end]} {clause}"
    else:
        yield _start(where), clause


def _top_level(operation: list[Token]) -> list[Token]:
    """Return the tokens outside of all braces."""
    top, depth = [], 0
    for token in operation:
        if token.is_mark("}"):
            depth -= 1
        elif token.is_mark("{"):
            depth += 1
        elif depth == 0:
            top.append(token)
    return top
