"""What is asked of the jail, and what comes back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import TYPE_CHECKING, Protocol

from kg.sandbox.limits import Limits

if TYPE_CHECKING:
    from kg.store.base import ResultFormat

__all__ = ["Jail", "Job", "Limits", "Result"]


@dataclass(frozen=True, slots=True)
class Job:
    """One query to be answered and written out.

    ``default_graphs`` and ``named_graphs`` are what the protocol named (default-graph-uri,
    named-graph-uri); both None leaves the choice to FROM in the query, else to the union of all
    graphs. Where one is given the other counts as none. ``bindings`` are N-Triples terms for
    projected variables. ``client`` names who asks, for their share and budget; it is kept in
    memory only.
    """

    sparql: str
    format: ResultFormat
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    bindings: Mapping[str, str] = field(default_factory=dict)
    client: str = ""
    known: bool = False
    """Whether the text is the site's own (a saved query): bounded as any other, it is answered by
    a cell that is kept for such, whose memory is warm."""


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
    """Whoever answers jobs within limits.

    It may be used by several threads at once, and by processes forked after it was started;
    closing it is for the process that started it, and without effect in the others.
    """

    @property
    def limits(self) -> Limits:
        """The bounds that hold here."""
        ...

    @property
    def services(self) -> tuple[str, ...]:
        """The endpoints that SERVICE may ask; usually none."""
        ...

    def run(self, job: Job, *, gone: Callable[[], bool] | None = None) -> Result:
        """Answer a job.

        ``gone`` is asked a few times a second whether whoever waits for the answer has given up;
        the query is then ended, and LimitReached says so to nobody.

        Raises:
            UsageError: It is not a query, asks another server that is not allowed, cannot be
                written in the format, or a bound variable is without effect.
            TimeLimitReached: It took longer than it may.
            LimitReached: It needed more memory, or its answer is larger, than allowed; or its
                text is too long.
            TooManyAtOnce: Too many run or wait, or the client's budget is used up.
            StoreError: The store cannot be read, whoever answers was ended from outside, or a
                server that SERVICE may ask failed.
        """
        ...

    def close(self) -> None:
        """End every query and every process of the jail."""
        ...

    def __enter__(self) -> Jail: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...
