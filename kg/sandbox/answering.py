"""What answers an admitted query inside a cell: the copy in memory, or the endpoint."""

from __future__ import annotations

import math
from collections.abc import Mapping
from io import BytesIO
from typing import Protocol, get_args

from kg.errors import UsageError
from kg.sandbox.gate import Admitted
from kg.sandbox.lanes import BLINK
from kg.sandbox.limits import Limits
from kg.store import open_store
from kg.store.base import ResultFormat, StoredStudy
from kg.store.embedded import EmbeddedStore, Snapshot
from kg.store.engine import OxigraphAnswer
from kg.store.remote import RemoteStore

_HANDLES = 32
_WORDIER = 8
"""How many times larger than the answer we write one is that an endpoint sends, at most."""
_ROUND_TRIPS = 0.1
"""Seconds of the wall clock, for what a server uses of its processor is not known."""
_WARM_UP = ("SELECT ?s { ?s ?p ?o } LIMIT 1", "ASK {}", "CONSTRUCT WHERE { ?s ?p ?o } LIMIT 1")


class Answering(Protocol):
    """Whoever a cell asks.

    ``handles`` are the files and sockets it must be able to open, ``room`` the bytes it may write
    into a file before the answer is written out. ``place`` is what no answer may say.
    """

    handles: int
    room: int
    place: str

    def revision(self) -> str:
        """Return the revision that will answer."""
        ...

    def ask(self, query: Admitted, bindings: Mapping[str, str]) -> OxigraphAnswer:
        """Answer a query."""
        ...


class Source(Protocol):
    """Where the warden has what its cells answer from.

    ``place`` is what no answer may say, ``blink`` the seconds that tell small queries from others.
    """

    place: str
    blink: float

    def renewed(self) -> Answering | None:
        """Return what answers from now on; None where nothing has changed.

        Raises:
            StoreError: The store cannot be read.
        """
        ...


def source(address: str, limits: Limits) -> Source:
    """Return where a store's answers come from.

    Raises:
        UsageError: There can be no store at the address.
    """
    store = open_store(address)
    if isinstance(store, EmbeddedStore):
        return Copies(store, limits)
    assert isinstance(store, RemoteStore)  # noqa: S101
    # A cell ends itself before this time does; here it is for the server's side.
    seconds = math.ceil(limits.seconds) + 1
    return Endpoint(RemoteStore(address, seconds=seconds, most=limits.size * _WORDIER), limits)


class FromCopy:
    """The graphs as they were when the process was forked. Nothing can be opened."""

    handles = 0

    def __init__(self, snapshot: Snapshot, limits: Limits, place: str) -> None:
        self.room = limits.size
        self.place = place
        self._snapshot = snapshot

    def revision(self) -> str:
        """Return the revision of the copy."""
        return self._snapshot.revision

    def ask(self, query: Admitted, bindings: Mapping[str, str]) -> OxigraphAnswer:
        """Answer a query from the copy."""
        return self._snapshot.query(query.text, bindings, query.dataset)

    def warm_up(self) -> None:
        """Answer in every format once, for a cell cannot even open a module it would import."""
        for sparql in _WARM_UP:
            for format in get_args(ResultFormat):
                try:
                    self._snapshot.query(sparql, {}).save(BytesIO(), format)
                except UsageError:  # rows are no graph, and a graph no rows
                    continue


class Copies:
    """An embedded store, its copy brought up to date when its files have changed."""

    blink = BLINK

    def __init__(self, store: EmbeddedStore, limits: Limits) -> None:
        self.place = store.address
        self._store = store
        self._limits = limits
        self._held: list[StoredStudy] | None = None

    def renewed(self) -> FromCopy | None:
        """Return the copy, if it is another than before."""
        found = self._store.units()
        if found == self._held:
            return None
        self._held = None
        answering = FromCopy(self._store.snapshot(), self._limits, self.place)
        answering.warm_up()
        self._held = found
        return answering


class FromEndpoint:
    """A server, asked by each cell for itself; sockets to it are all that can be opened."""

    handles = _HANDLES

    def __init__(self, store: RemoteStore, limits: Limits) -> None:
        self.room = limits.size * _WORDIER
        self.place = store.address
        self._store = store

    def revision(self) -> str:
        """Return the revision before the query, so that no answer passes for a newer one."""
        return self._store.revision()

    def ask(self, query: Admitted, bindings: Mapping[str, str]) -> OxigraphAnswer:
        """Have the server answer a query."""
        return self._store.query(query.text.text, bindings, query.dataset)


class Endpoint:
    """A store on a server. It changes by itself, so there is nothing to renew."""

    blink = _ROUND_TRIPS

    def __init__(self, store: RemoteStore, limits: Limits) -> None:
        self.place = store.address
        self._answering: FromEndpoint | None = FromEndpoint(store, limits)

    def renewed(self) -> FromEndpoint | None:
        """Return what asks the server, the first time."""
        answering, self._answering = self._answering, None
        return answering
