"""Oxigraph, as far as both kinds of store need it: terms, answers, and how it is asked.

Answers are written by it whatever store they come from, so the same answer has the same bytes.
"""

from __future__ import annotations

import weakref
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from tempfile import SpooledTemporaryFile
from typing import IO, cast

import pyoxigraph as ox

from kg.errors import StoreError, UsageError
from kg.namespaces import PREFIXES
from kg.store.base import Kind, ResultFormat

_TABLES: dict[str, ox.QueryResultsFormat] = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
_GRAPHS: dict[str, ox.RdfFormat] = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
}
_IN_MEMORY = 8 << 20
_CHUNK = 1 << 16

Found = ox.QuerySolutions | ox.QueryBoolean | Iterable[ox.Triple]


def check_format(kind: Kind, format: ResultFormat) -> None:
    """Refuse a format that an answer of a kind cannot be written in.

    Raises:
        UsageError: The kind of answer has no such format.
    """
    known = _GRAPHS if kind == "graph" else _TABLES
    if format not in known:
        what = {"graph": "a graph", "select": "rows", "ask": "yes or no"}[kind]
        raise UsageError(
            f"This query answers with {what}, which cannot be written as {format}.",
            f"Use one of {', '.join(known)}.",
        )


class OxigraphAnswer:
    """An answer that pyoxigraph gave, or read from what an endpoint sent (``source`` names it)."""

    def __init__(self, found: Found, source: str = "", file: IO[bytes] | None = None) -> None:
        self._found = found
        self._source = source
        if file is not None:
            weakref.finalize(self, file.close)
        self.truth: bool | None = None
        self.kind: Kind = "graph"
        self.variables = ["subject", "predicate", "object"]
        if isinstance(found, ox.QueryBoolean):
            self.kind, self.variables, self.truth = "ask", [], bool(found)
        elif isinstance(found, ox.QuerySolutions):
            self.kind, self.variables = "select", [v.value for v in found.variables]

    def rows(self) -> Iterator[dict[str, str]]:
        """Yield each row, or each triple of a graph, as N-Triples terms by column."""
        names = self.variables
        with self._whole():
            if isinstance(self._found, ox.QuerySolutions):
                for row in self._found:
                    yield {n: str(t) for n, t in zip(names, row, strict=True) if t is not None}
            elif not isinstance(self._found, ox.QueryBoolean):
                for triple in self._found:
                    yield {n: str(t) for n, t in zip(names, triple, strict=True)}

    def write(self, format: ResultFormat) -> Iterator[bytes]:
        """Yield the answer in a format.

        Raises:
            UsageError: The kind of answer has no such format.
        """
        check_format(self.kind, format)
        return self._written(format)

    def save(self, output: IO[bytes], format: ResultFormat) -> None:
        """Write the answer into a file as it comes; what fails, fails with a part written.

        Raises:
            UsageError: The kind of answer has no such format.
        """
        check_format(self.kind, format)
        with self._whole():
            self._serialize(output, format)

    def _written(self, format: ResultFormat) -> Iterator[bytes]:
        with SpooledTemporaryFile(max_size=_IN_MEMORY) as spool:
            with self._whole():
                self._serialize(cast("IO[bytes]", spool), format)
            spool.seek(0)
            while chunk := spool.read(_CHUNK):
                yield chunk

    def _serialize(self, output: IO[bytes], format: ResultFormat) -> None:
        if isinstance(self._found, ox.QuerySolutions | ox.QueryBoolean):
            self._found.serialize(output, _TABLES[format])
        else:
            ox.serialize(self._found, output, _GRAPHS[format], prefixes=PREFIXES)

    @contextmanager
    def _whole(self) -> Iterator[None]:
        try:
            yield
        except (SyntaxError, ValueError) as error:
            if not self._source:
                raise
            raise StoreError(
                f"The answer from {self._source} breaks off or is not what was asked for: {error}.",
                "Ask for less at a time, or look at the server's own log.",
            ) from error


def read_table(file: IO[bytes], source: str) -> OxigraphAnswer:
    """Read SPARQL Query Results JSON that an endpoint sent; closes the file in the end.

    Raises:
        StoreError: It is something else.
    """
    try:
        return OxigraphAnswer(
            ox.parse_query_results(file, ox.QueryResultsFormat.JSON), source, file
        )
    except (SyntaxError, ValueError) as error:
        file.close()
        raise StoreError(
            f"The answer from {source} is not SPARQL Query Results JSON: {error}.",
            "Check that it is the address of a SPARQL 1.1 query endpoint.",
        ) from error


def read_graph(file: IO[bytes], source: str) -> OxigraphAnswer:
    """Read Turtle or N-Triples that an endpoint sent; closes the file in the end."""
    quads = ox.parse(file, ox.RdfFormat.TURTLE)
    return OxigraphAnswer((quad.triple for quad in quads), source, file)


def read_lines(text: bytes) -> OxigraphAnswer:
    """Read rows in TSV as this engine writes them: one a line, no value changed.

    Raises:
        StoreError: It is something else.
    """
    try:
        return OxigraphAnswer(ox.parse_query_results(text, ox.QueryResultsFormat.TSV), "the engine")
    except (SyntaxError, ValueError) as error:
        raise StoreError(f"An answer in TSV cannot be read: {error}.") from error


def ntriples(texts: Iterable[tuple[str, str]], base: str) -> list[str]:
    """Return Turtle texts, each with its name, as N-Triples lines; base resolves relative IRIs."""
    lines = []
    for name, text in texts:
        try:
            for quad in ox.parse(text, ox.RdfFormat.TURTLE, base_iri=base, rename_blank_nodes=True):
                lines.append(f"{quad.triple} .\n")
        except SyntaxError as error:
            raise unreadable(name, error) from error
    return lines


def ask(
    store: ox.Store,
    sparql: str,
    *,
    union: bool,
    dataset: tuple[list[str], list[str]] | None = None,
) -> OxigraphAnswer:
    """Ask a copy of the graphs; ``dataset`` (default and named graphs) overrides FROM.

    Values stand in the text: the engine's own way of binding comes too late for its planning, and
    for BOUND, which it has decided by then.

    Raises:
        UsageError: The text is not a query, or not one that can be answered.
    """
    try:
        found = store.query(
            sparql,
            use_default_graph_as_union=union,
            default_graph=[ox.NamedNode(graph) for graph in dataset[0]] if dataset else None,
            named_graphs=[ox.NamedNode(graph) for graph in dataset[1]] if dataset else None,
        )
    except SyntaxError as error:
        raise UsageError(
            f"This is not a SPARQL query: {error}.",
            "Mend it there; updates are not questions and are refused.",
        ) from error
    except (RuntimeError, ValueError) as error:
        raise UsageError(f"The query cannot be answered: {error}.") from error
    return OxigraphAnswer(found)


def unreadable(name: str, error: SyntaxError) -> StoreError:
    """Say that a file of ours cannot be read."""
    return StoreError(f"{name} of the ontology cannot be read: {error}.", "Install pif-kg again.")
