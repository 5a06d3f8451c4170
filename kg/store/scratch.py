"""A store in memory that anybody may change: for conformance drivers, and for nothing that is kept.

Unlike every other store it has a default graph of its own, holds graphs of any name, and checks
nothing. What it shares with the others is the engine, and that it fetches nothing.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence

import pyoxigraph as ox

from kg.errors import UnknownThing, UsageError
from kg.formats.rdf import Refused, parse_quads
from kg.store import engine
from kg.store.engine import OxigraphAnswer
from kg.store.querytext import QueryText
from kg.store.updatetext import UpdateText
from kg.terms import iri

_Graph = ox.NamedNode | ox.DefaultGraph


class ScratchStore:
    """Graphs in memory. A graph is named by its IRI, the default graph by None.

    A graph is there when it holds a statement, or was made empty on purpose (by CREATE, or by
    putting nothing into it). One that is emptied by an update is gone, as SPARQL Update leaves to
    each store.
    """

    def __init__(self) -> None:
        self._store = ox.Store()
        self._changes = 0
        self._turn = threading.Lock()

    def revision(self) -> str:
        """Return what is another word after every change."""
        return str(self._changes)

    def query(
        self,
        sparql: str,
        default: Sequence[str] | None = None,
        named: Sequence[str] | None = None,
    ) -> OxigraphAnswer:
        """Answer a query; graphs that are given, even none, stand instead of FROM and FROM NAMED.

        Raises:
            UsageError: It is not a query, or asks another server.
        """
        text = QueryText(sparql)
        _ = text.kind
        text.refuse_service()
        dataset = None
        if default is not None or named is not None:
            dataset = (list(default or ()), list(named or ()))
            for graph in (*dataset[0], *dataset[1]):
                _node(graph)
        return engine.ask(self._store, sparql, union=False, dataset=dataset)

    def update(self, sparql: str, default: Sequence[str] = (), named: Sequence[str] = ()) -> None:
        """Carry out an update, whole or not at all; graphs that are given stand for USING.

        Raises:
            UsageError: It is not an update, would fetch something, or cannot be carried out.
        """
        text = UpdateText(sparql)
        text.check()
        with self._turn:
            empty = self._empty()
            self._run(*text.steps(default, named))
            if not text.creates():
                for graph in self._empty() - (set() if text.clears() else empty):
                    self._store.remove_graph(graph)

    def holds(self, graph: str | None) -> bool:
        """Say whether a graph is there. The default graph always is."""
        return graph is None or self._store.contains_named_graph(ox.NamedNode(graph))

    def graphs(self) -> list[str]:
        """Return the names of the graphs there are, sorted."""
        return sorted(g.value for g in self._store.named_graphs() if isinstance(g, ox.NamedNode))

    def read(self, graph: str | None) -> OxigraphAnswer:
        """Return what a graph says.

        Raises:
            UnknownThing: There is no such graph.
        """
        if not self.holds(graph):
            raise _unknown(graph)
        quads = self._store.quads_for_pattern(None, None, None, _node(graph))
        return OxigraphAnswer(quad.triple for quad in quads)

    def put(self, graph: str | None, bodies: Sequence[tuple[bytes, str]]) -> bool:
        """Put documents in place of a graph; each comes with the file name ending of its format.

        Returns whether the graph is new.

        Raises:
            UsageError: One is not RDF of that format, or names graphs itself.
        """
        return self._write(graph, bodies, instead=True)

    def post(self, graph: str | None, bodies: Sequence[tuple[bytes, str]]) -> bool:
        """Add documents to a graph; as :meth:`put` else."""
        return self._write(graph, bodies, instead=False)

    def delete(self, graph: str | None) -> None:
        """Take a graph out; the default graph is emptied.

        Raises:
            UnknownThing: There is no such graph.
        """
        with self._turn:
            if not self.holds(graph):
                raise _unknown(graph)
            self._run(f"DROP GRAPH {iri(graph)}" if graph is not None else "DROP DEFAULT")

    def _write(
        self, graph: str | None, bodies: Sequence[tuple[bytes, str]], *, instead: bool
    ) -> bool:
        base = graph or "http://localhost/"
        _node(graph)
        said = "\n".join(
            line
            for place, (data, suffix) in enumerate(bodies)
            for line in _statements(data, suffix, base, place)
        )
        within = f"GRAPH {iri(graph)} {{ {said} }}" if graph is not None else said
        steps = [f"INSERT DATA {{ {within} }}"] if said else []
        where = f"GRAPH {iri(graph)}" if graph is not None else "DEFAULT"
        if instead:
            steps.insert(0, f"DROP SILENT {where}")
        with self._turn:
            new = not self.holds(graph)
            if graph is not None and (instead or new):
                steps.append(f"CREATE SILENT {where}")
            self._run(" ;\n".join(steps))
        return new

    def _run(self, *steps: str) -> None:
        """Carry out one text, or several that are one change."""
        before = list(self._store) if len(steps) > 1 else []
        try:
            for step in steps:
                self._store.update(step)
        except (SyntaxError, RuntimeError, ValueError, OSError) as error:
            if len(steps) > 1:
                self._store.clear()
                self._store.extend(before)
            if isinstance(error, SyntaxError):
                raise UsageError(
                    f"This is not a SPARQL update: {error}.", "Nothing is changed. Mend it there."
                ) from error
            raise UsageError(
                f"The update cannot be carried out: {error}.", "Nothing is changed."
            ) from error
        self._changes += 1

    def _empty(self) -> set[ox.NamedNode | ox.BlankNode]:
        return {
            graph
            for graph in self._store.named_graphs()
            if next(iter(self._store.quads_for_pattern(None, None, None, graph)), None) is None
        }


def _node(graph: str | None) -> _Graph:
    if graph is None:
        return ox.DefaultGraph()
    try:
        return ox.NamedNode(graph)
    except ValueError as error:
        raise UsageError(
            f"{graph[:80]!r} is not the IRI of a graph.", "Give its whole IRI."
        ) from error


def _statements(data: bytes, suffix: str, base: str, place: int) -> Iterator[str]:
    """Yield the statements of a document; its blank nodes are not those of another."""
    if not data.strip():
        return
    try:
        for quad in parse_quads(data, suffix, base):
            if quad.graph:
                raise UsageError(
                    f"Some statements stand in a graph of their own, {quad.graph[:200]}.",
                    "Send the statements of one graph, without a name.",
                )
            terms = (quad.subject, quad.predicate, quad.object)
            yield " ".join(f"_:d{place}{t[2:]}" if t.startswith("_:") else t for t in terms) + " ."
    except Refused as refused:
        where = f" Line {refused.line}." if refused.line else ""
        raise UsageError(f"{refused.message}{where}", refused.remedy) from refused


def _unknown(graph: str | None) -> UnknownThing:
    return UnknownThing(f"There is no graph <{graph}>.", "Check its name, or put it there first.")
