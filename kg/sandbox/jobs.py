"""What is asked of the jail, within which bounds, and what comes back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from kg.store.base import ResultFormat


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of one query and of all that run at once."""

    seconds: float = 10.0
    """Wall clock of one query."""
    memory: int = 512 << 20
    """Bytes one query may take beyond what the store takes."""
    size: int = 64 << 20
    """Bytes of one answer as it is written. Rows have no bound of their own."""
    query: int = 256 << 10
    """Bytes (UTF-8) of one query's text."""
    at_once: int = 8
    """Queries that run at the same time."""
    long_at_once: int = 4
    """How many of those may run for longer than a moment."""
    waiting: int = 64
    """Queries that wait for their turn; more are refused with a time to come back."""
    budget: float = 60.0
    """Seconds of running queries that one client may use in a minute."""


@dataclass(frozen=True, slots=True)
class Job:
    """One query to be answered and written out.

    ``default_graphs`` and ``named_graphs`` are what the protocol named (default-graph-uri,
    named-graph-uri); both None leaves the choice to FROM in the query, else to the union of all
    graphs. ``bindings`` are N-Triples terms for projected variables. ``client`` names who asks,
    for their budget; it is kept in memory only.
    """

    sparql: str
    format: ResultFormat
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    bindings: Mapping[str, str] = field(default_factory=dict)
    client: str = ""


class Result(Protocol):
    """An answer, whole, written out in the format that was asked for."""

    @property
    def size(self) -> int:
        """Bytes of the answer."""
        ...

    @property
    def revision(self) -> str:
        """The revision of the store that answered."""
        ...

    def chunks(self) -> Iterator[bytes]:
        """Yield the answer once, and let go of it."""
        ...

    def close(self) -> None:
        """Let go of the answer without reading it."""
        ...


class Jail(Protocol):
    """Whoever answers jobs within limits."""

    @property
    def limits(self) -> Limits:
        """The bounds that hold here."""
        ...

    def run(self, job: Job) -> Result:
        """Answer a job.

        Raises:
            UsageError: It is not a query, asks another server that is not allowed, cannot be
                written in the format, or a bound variable is without effect.
            TimeLimitReached: It took longer than it may.
            LimitReached: It needed more memory, or its answer is larger, than allowed; or its
                text is too long.
            TooManyAtOnce: Too many run or wait, or the client's budget is used up.
        """
        ...
