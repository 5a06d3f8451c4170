"""A store in memory behind the protocols: open to everybody, for conformance drivers."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from typing import IO, TYPE_CHECKING, cast
from uuid import uuid4

from kg.changing import Bounds
from kg.store.engine import OxigraphAnswer
from kg.store.scratch import ScratchStore
from webui.sparql.backend import Body, Dataset, Scope, Sizes

if TYPE_CHECKING:
    from kg.sandbox import Limits
    from kg.store.base import ResultFormat

_IN_MEMORY = 8 << 20
_CHUNK = 1 << 16


class Written:
    """An answer, written out whole before its first byte is sent."""

    def __init__(self, answer: OxigraphAnswer, format: ResultFormat, revision: str) -> None:
        self.revision = revision
        self._file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - kept open
        answer.save(cast("IO[bytes]", self._file), format)
        self.size = self._file.tell()
        self._file.seek(0)

    def chunks(self) -> Iterator[bytes]:
        """Yield the answer once, and let go of it."""
        with self._file:
            while chunk := self._file.read(_CHUNK):
                yield chunk

    def close(self) -> None:
        """Let go of the answer."""
        self._file.close()


class MemoryBackend:
    """Everything the protocols ask for, with a default graph by itself and no token."""

    public = False
    union = False
    limits: Limits | None = None

    def __init__(self) -> None:
        self._store = ScratchStore()

    @property
    def sizes(self) -> Sizes:
        """The bounds of what is sent."""
        bounds = Bounds()
        return Sizes(1 << 20, bounds.update, bounds.data)

    def may(self, scope: Scope) -> bool:
        """Say yes."""
        return True

    def require(self, scope: Scope, authorization: str | None) -> None:
        """Refuse nothing."""

    def revision(self) -> str:
        """Return what is another word after every change."""
        return self._store.revision()

    def complete(self, sparql: str) -> str:
        """Return the query as it is: a prefix that is not declared is an error."""
        return sparql

    def query(
        self,
        sparql: str,
        format: ResultFormat,
        dataset: Dataset,
        *,
        client: str = "",
        gone: Callable[[], bool] | None = None,
    ) -> Written:
        """Answer a query, in this process and without bounds."""
        revision = self._store.revision()
        return Written(self._store.query(sparql, dataset.default, dataset.named), format, revision)

    def update(self, sparql: str, dataset: Dataset) -> None:
        """Carry out an update."""
        self._store.update(sparql, dataset.default or (), dataset.named or ())

    def graph_at(self, path: str, address: str) -> str:
        """Return the address itself: it is the graph's IRI."""
        return address

    def new_graph(self, root: str) -> str:
        """Return an address below the Graph Store's own."""
        return f"{root}/graph-store/{uuid4()}"

    def graphs(self) -> list[str]:
        """Return the IRIs of all graphs, sorted."""
        return self._store.graphs()

    def holds(self, graph: str | None) -> bool:
        """Say whether there is such a graph."""
        return self._store.holds(graph)

    def read(self, graph: str | None, format: ResultFormat, *, client: str = "") -> Written:
        """Return what a graph says."""
        revision = self._store.revision()
        return Written(self._store.read(graph), format, revision)

    def put(self, graph: str | None, bodies: Sequence[Body]) -> bool:
        """Put statements in place of a graph."""
        return self._store.put(graph, [(body.data, body.suffix) for body in bodies])

    def post(self, graph: str | None, bodies: Sequence[Body]) -> bool:
        """Add statements to a graph."""
        return self._store.post(graph, [(body.data, body.suffix) for body in bodies])

    def delete(self, graph: str | None) -> None:
        """Take a graph out."""
        self._store.delete(graph)
