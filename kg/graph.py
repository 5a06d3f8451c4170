"""The graph as Python sees it: open it, ask saved questions, load studies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, overload

from kg.settings import store_address
from kg.terms import parts

if TYPE_CHECKING:
    from types import TracebackType

    from rdflib.term import Literal, URIRef

    from kg.loading import Loaded
    from kg.store.base import Store

    Row = Mapping[str, URIRef | Literal | None]


class Rows(Sequence["Row"]):
    """The rows of an answer: mappings from column name to rdflib term, None where unbound."""

    def __init__(self, columns: list[str], rows: list[Row]) -> None:
        self.columns = columns
        self._rows = rows

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Row]: ...
    def __getitem__(self, index: int | slice) -> Row | Sequence[Row]:
        """Return one row, or some of them."""
        return self._rows[index]

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self._rows)

    def __repr__(self) -> str:
        return f"<{len(self)} rows of {', '.join(self.columns)}>"


class Graph:
    """A store opened for questions. Use it as a context manager, or call :meth:`close`."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def query(self, name: str, **parameters: str) -> Rows:
        """Answer a saved query; parameters as with ``pif query -p``.

        Constructs may be given as slug, CURIE or IRI.

        Raises:
            UnknownQuery: No saved query has that name.
            BadParameter: A parameter is missing, unknown or of the wrong kind.
            UnknownThing: A parameter names something the graph does not hold.
        """
        from kg.queries import load_query, run

        answer = run(self.store, load_query(name), parameters)
        rows: list[Row] = [
            {c: _rdflib(row[c]) if c in row else None for c in answer.variables}
            for row in answer.rows()
        ]
        return Rows(list(answer.variables), rows)

    def studies(self) -> list[str]:
        """Return the ids of the studies held."""
        return [s.id for s in self.store.studies()]

    def close(self) -> None:
        """Let go of files and connections."""
        self.store.close()

    def __enter__(self) -> Graph:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def open_graph(store: str | Path | None = None) -> Graph:
    """Open a graph: a folder, the address of an endpoint, or what ``PIF_STORE`` says.

    Raises:
        StoreUnreachable: Nothing is there, or nothing answers.
    """
    from kg.store import open_store

    return Graph(open_store(store if store is not None else store_address()))


def load(
    source: str | Path, *, into: Graph, study: str | None = None, replace: bool = False
) -> Loaded:
    """Load one study into a graph, whole or not at all.

    Raises:
        StudyRefused: ``findings`` are the rows to mend.
    """
    from kg import loading

    return loading.load(source, into.store, study=study, replace=replace)


def _rdflib(term: str) -> URIRef | Literal:
    from rdflib.term import Literal, URIRef

    value, datatype, language = parts(term)
    if datatype is None:
        return URIRef(value)
    if language:
        return Literal(value, lang=language)
    plain = datatype.endswith("#string")
    return Literal(value) if plain else Literal(value, datatype=URIRef(datatype))
