"""What answers the protocols: one interface for the site's graph and for a store in memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from flask import current_app

if TYPE_CHECKING:
    from kg.sandbox import Limits, Result
    from kg.store.base import ResultFormat

Scope = Literal["update", "write", "load"]
_KEY = "pif-sparql"


@dataclass(frozen=True, slots=True)
class Dataset:
    """The graphs that a request names; None where it names none of a kind."""

    default: tuple[str, ...] | None = None
    named: tuple[str, ...] | None = None

    def __bool__(self) -> bool:
        """Whether any is named."""
        return self.default is not None or self.named is not None


@dataclass(frozen=True, slots=True)
class Body:
    """One RDF document as it was sent; ``suffix`` is the file name ending of its format."""

    data: bytes
    media_type: str
    suffix: str


@dataclass(frozen=True, slots=True)
class Sizes:
    """The most bytes that are read."""

    query: int
    update: int
    graph: int


class Backend(Protocol):
    """Whatever the endpoints stand before. A graph is named by its IRI, the default one by None."""

    @property
    def public(self) -> bool:
        """Whether pages of other sites may read what is answered."""
        ...

    @property
    def union(self) -> bool:
        """Whether the default graph is all graphs together."""
        ...

    @property
    def limits(self) -> Limits | None:
        """The bounds of a query; None where there are none."""
        ...

    @property
    def sizes(self) -> Sizes:
        """The bounds of what is sent."""
        ...

    def may(self, scope: Scope) -> bool:
        """Say whether anybody can do what takes a token with this scope."""
        ...

    def require(self, scope: Scope, authorization: str | None) -> None:
        """Refuse a change that the sender may not make.

        Raises:
            PifError: With the status that says why.
        """
        ...

    def revision(self) -> str:
        """Return what is another word after every change."""
        ...

    def complete(self, sparql: str) -> str:
        """Return a query with the prefixes that need not be declared here."""
        ...

    def query(
        self,
        sparql: str,
        format: ResultFormat,
        dataset: Dataset,
        *,
        client: str = "",
        gone: Callable[[], bool] | None = None,
    ) -> Result:
        """Answer a query; graphs that the request names go before those the query names."""
        ...

    def update(self, sparql: str, dataset: Dataset) -> None:
        """Carry out an update; graphs that the request names stand for USING."""
        ...

    def graph_at(self, path: str, address: str) -> str:
        """Return the IRI of the graph that stands at a path below the Graph Store's address."""
        ...

    def new_graph(self, root: str) -> str:
        """Return the IRI for a graph whose sender left its name to us.

        Raises:
            PifError: A graph needs a name here.
        """
        ...

    def graphs(self) -> list[str]:
        """Return the IRIs of all graphs, sorted."""
        ...

    def holds(self, graph: str | None) -> bool:
        """Say whether there is such a graph."""
        ...

    def read(self, graph: str | None, format: ResultFormat, *, client: str = "") -> Result:
        """Return what a graph says. It must be there."""
        ...

    def put(self, graph: str | None, bodies: Sequence[Body]) -> bool:
        """Put statements in place of a graph; return whether it is new."""
        ...

    def post(self, graph: str | None, bodies: Sequence[Body]) -> bool:
        """Add statements to a graph; return whether it is new."""
        ...

    def delete(self, graph: str | None) -> None:
        """Take a graph out.

        Raises:
            UnknownThing: There is no such graph.
        """
        ...


def backend() -> Backend:
    """Return what answers in this application: the site's graph, unless it was given another."""
    given: Backend | None = current_app.extensions.get(_KEY)
    if given is not None:
        return given
    from webui.sparql.site_backend import SiteBackend
    from webui.state import site

    return SiteBackend(site())


def use(app_extensions: dict[str, object], other: Backend) -> None:
    """Let an application answer from something else than its site's graph."""
    app_extensions[_KEY] = other
