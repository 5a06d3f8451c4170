"""What answers an admitted query inside a cell: the copy in memory, or the endpoint."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from kg.sandbox.gate import Admitted
from kg.sandbox.limits import Limits
from kg.store import open_store
from kg.store.base import StoredStudy
from kg.store.embedded import EmbeddedStore, Snapshot
from kg.store.engine import OxigraphAnswer


class Answering(Protocol):
    """Whoever a cell asks. ``handles`` are the files and sockets it needs to be able to open."""

    handles: int

    def revision(self) -> str:
        """Return the revision that will answer."""
        ...

    def ask(self, query: Admitted, bindings: Mapping[str, str]) -> OxigraphAnswer:
        """Answer a query."""
        ...


class Source(Protocol):
    """Where the warden has what its cells answer from."""

    def renewed(self) -> Answering | None:
        """Return what answers from now on; None where nothing has changed.

        Raises:
            StoreError: The store cannot be read.
        """
        ...


class FromCopy:
    """The graphs as they were when the process was forked. Nothing can be opened."""

    handles = 0

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def revision(self) -> str:
        """Return the revision of the copy."""
        return self._snapshot.revision

    def ask(self, query: Admitted, bindings: Mapping[str, str]) -> OxigraphAnswer:
        """Answer a query from the copy."""
        return self._snapshot.query(query.text.text, bindings, query.dataset)


class Copies:
    """An embedded store, its copy brought up to date when its files have changed."""

    def __init__(self, store: EmbeddedStore) -> None:
        self._store = store
        self._held: list[StoredStudy] | None = None

    def renewed(self) -> FromCopy | None:
        """Return the copy, if it is another than before."""
        found = self._store.studies()
        if found == self._held:
            return None
        self._held = None
        snapshot = self._store.snapshot()
        self._held = found
        return FromCopy(snapshot)


def source(address: str, limits: Limits) -> Source:
    """Return where a store's answers come from.

    Raises:
        UsageError: The address is not that of a store.
    """
    store = open_store(address)
    assert isinstance(store, EmbeddedStore)  # noqa: S101
    return Copies(store)
