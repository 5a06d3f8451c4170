"""What must be known about a SPARQL Update before an engine sees it.

As with queries only words are looked at; whether the text is an update at all is for the engine
to say. Where it could be read in two ways, it is refused or more is copied than needed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.errors import UsageError
from kg.namespaces import mapping_graph, study_graph
from kg.store.querytext import QueryText, Token
from kg.terms import iri

_MANAGING = ("CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY")
_GROUPS = ("OPTIONAL", "UNION", "MINUS", "FILTER", "BIND", "NOT", "EXISTS")
_ABSOLUTE = re.compile(r"<([A-Za-z][A-Za-z0-9+.-]*:[^\\]*)>")
_ESCAPED = re.compile(r"\\(.)")


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of an update, with the prefixes declared before it.

    ``reads_union`` says whether its WHERE may look outside of GRAPH, and so at all graphs at once.
    ``graphs`` are those it can see or change; None stands for any.
    """

    text: str
    reads_union: bool
    graphs: frozenset[str] | None


def operations(
    sparql: str, default_graphs: Sequence[str] = (), named_graphs: Sequence[str] = ()
) -> list[Operation]:
    """Cut an update into its operations.

    ``default_graphs`` and ``named_graphs`` are what the protocol named (using-graph-uri,
    using-named-graph-uri), and are put into each operation that has a WHERE.

    Raises:
        UsageError: It would fetch something (LOAD, SERVICE), writes to or takes from the default
            graph, or names graphs to use both in itself and by the protocol.
    """
    text = QueryText(sparql)
    _refuse_escapes(text)
    text.refuse_service()
    using = _using(default_graphs, named_graphs)
    return [_Reader(text.text, *each).operation(using) for each in _cut(text)]


def _cut(text: QueryText) -> Iterator[tuple[str, dict[str, str], list[Token]]]:
    """Yield the prologue so far, its prefixes and the words of each operation."""
    tokens, place = text.tokens, 0
    said: list[str] = []
    prefixes: dict[str, str] = {}
    while place < len(tokens):
        while place < len(tokens) and tokens[place].word in ("BASE", "PREFIX"):
            declared = tokens[place : place + (2 if tokens[place].word == "BASE" else 3)]
            said.append(" ".join(token.text for token in declared) + "\n")
            if len(declared) == 3:
                prefixes[declared[1].text.rstrip(":")] = declared[2].text
            place += len(declared)
        first, depth = place, 0
        while place < len(tokens) and not (depth == 0 and tokens[place].is_mark(";")):
            depth += tokens[place].is_mark("{") - tokens[place].is_mark("}")
            place += 1
        if place > first:
            yield "".join(said), dict(prefixes), tokens[first:place]
        place += 1


class _Reader:
    """Reads one operation."""

    def __init__(
        self, whole: str, prologue: str, prefixes: dict[str, str], tokens: list[Token]
    ) -> None:
        self._tokens = tokens
        self._words = [token.word for token in tokens]
        self._prologue = prologue
        self._prefixes = prefixes
        self._whole = whole

    def operation(self, using: str) -> Operation:
        """Return the operation; ``using`` are the clauses to put in."""
        words = self._words
        if words[0] == "LOAD":
            raise UsageError(
                "LOAD is refused: nothing is fetched.",
                "Send the statements themselves, or `pif load` the file.",
            )
        if words[0] in _MANAGING:
            if "DEFAULT" in words:
                raise _default_graph(f"{words[0]} … DEFAULT")
            return Operation(self._text(), False, self._graphs())
        if words[:2] == ["DELETE", "WHERE"]:
            self._refuse_default(self._block(2))
            if using and len(words) > 2:
                start, end = self._block(2)
                block = self._source(start - 1, end + 1)
                return Operation(
                    f"{self._prologue}DELETE {block} {using} WHERE {block}", False, None
                )
            return Operation(self._text(), False, self._graphs())
        if len(words) > 1 and words[0] in ("INSERT", "DELETE") and words[1] == "DATA":
            self._refuse_default(self._block(2))
            return Operation(self._text(), False, self._graphs())
        return self._modify(using)

    def _modify(self, using: str) -> Operation:
        words = self._words
        depth, where, own_dataset = 0, len(words), False
        for place, token in enumerate(self._tokens):
            if depth == 0:
                if token.word in ("INSERT", "DELETE") and words[0] != "WITH":
                    self._refuse_default(self._block(place + 1))
                own_dataset |= token.word in ("USING", "WITH")
                if token.word == "WHERE":
                    where = place
                    break
            depth += token.is_mark("{") - token.is_mark("}")
        if using and own_dataset:
            raise UsageError(
                "The update says USING or WITH, and the request names graphs to use as well.",
                "Name them in one of the two places.",
            )
        if using and where < len(words):
            before, after = self._source(0, where), self._source(where, len(words))
            return Operation(f"{self._prologue}{before}\n{using} {after}", False, None)
        union = not own_dataset and self._looks_outside(where + 1)
        return Operation(self._text(), union, None if union else self._graphs())

    def _looks_outside(self, place: int) -> bool:
        """Say whether a WHERE may have a pattern outside of GRAPH; rather yes than no."""
        tokens = self._tokens
        while place < len(tokens):
            token = tokens[place]
            if token.word == "GRAPH" and place + 2 < len(tokens):
                place = self._block(place + 2)[1] + 1
            elif token.is_mark("("):
                end = self._closing(place, "(", ")")
                if any(inner.is_mark("{") for inner in tokens[place:end]):
                    return True
                place = end + 1
            elif token.word in _GROUPS or token.text in ("{", "}", "."):
                place += 1
            else:
                return True
        return False

    def _refuse_default(self, block: tuple[int, int]) -> None:
        """Refuse a block of data or a template that has a statement outside of GRAPH."""
        place, end = block
        while place < end:
            if self._words[place] == "GRAPH" and place + 2 < end:
                place = self._block(place + 2)[1] + 1
            elif self._tokens[place].is_mark("."):
                place += 1
            else:
                raise _default_graph("A statement outside of GRAPH")

    def _block(self, place: int) -> tuple[int, int]:
        """Return where the inside of the braces at a place begins, and where they close."""
        if place >= len(self._tokens) or not self._tokens[place].is_mark("{"):
            return place, place  # no update; the engine says what is wrong with it
        return place + 1, self._closing(place, "{", "}")

    def _closing(self, place: int, opens: str, closes: str) -> int:
        depth = 0
        for at in range(place, len(self._tokens)):
            depth += self._tokens[at].is_mark(opens) - self._tokens[at].is_mark(closes)
            if depth == 0:
                return at
        return len(self._tokens)

    def _graphs(self) -> frozenset[str] | None:
        """Return the graphs named; None when a variable, ALL or NAMED stands for any."""
        found: set[str] = set()
        words = self._words
        for place, token in enumerate(self._tokens):
            if token.word == "ALL" or (token.word == "NAMED" and words[place - 1] != "USING"):
                return None
            names = token.word in ("GRAPH", "WITH", "USING", "TO")
            names |= words[0] in ("ADD", "MOVE", "COPY") and place == 0
            if not names:
                continue
            following = place + 1
            while following < len(words) and words[following] in ("SILENT", "GRAPH", "NAMED"):
                following += 1
            graph = self._iri(following)
            if graph is None:
                return None
            found.add(graph)
        return frozenset(found)

    def _iri(self, place: int) -> str | None:
        if place >= len(self._tokens):
            return None
        token = self._tokens[place]
        written = token.text
        if token.kind == "name":
            prefix, _, local = written.partition(":")
            namespace = _ABSOLUTE.fullmatch(self._prefixes.get(prefix, ""))
            return namespace[1] + _ESCAPED.sub(r"\1", local) if namespace else None
        absolute = _ABSOLUTE.fullmatch(written)
        return absolute[1] if token.kind == "iri" and absolute else None

    def _text(self) -> str:
        return self._prologue + self._source(0, len(self._tokens))

    def _source(self, first: int, end: int) -> str:
        """Return the words from one place to another as they were written."""
        if first >= end:
            return ""
        start = self._tokens[first]
        last = self._tokens[min(end, len(self._tokens)) - 1]
        return self._whole[start.end - len(start.text) : last.end]


def _using(default_graphs: Sequence[str], named_graphs: Sequence[str]) -> str:
    try:
        clauses = [f"USING {iri(graph)}" for graph in default_graphs]
        clauses += [f"USING NAMED {iri(graph)}" for graph in named_graphs]
    except ValueError as error:
        raise UsageError(
            f"A graph to use is {error}.", "Name graphs by their whole IRI."
        ) from error
    return " ".join(clauses)


def _refuse_escapes(text: QueryText) -> None:
    # A brace or a keyword may be written \\u007B anywhere; then nothing can be said of the text.
    if any(token.is_mark("\\") for token in text.tokens):
        raise UsageError(
            "The update holds a character that is written as an escape outside of a text.",
            "Write it as it is.",
        )


def _default_graph(what: str) -> UsageError:
    return UsageError(
        f"{what} stands for the default graph, which holds nothing by itself: it is all graphs"
        " together.",
        f"Name the graph: GRAPH <{study_graph('ID')}> for what a study says,"
        f" GRAPH <{mapping_graph('ID')}> for its mappings, with the study's id in place of ID.",
    )
