"""What every store can do. The rest of the package knows no more about engines than this."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from kg.terms import Graphs

if TYPE_CHECKING:
    from kg.store.document import Packed

Kind = Literal["select", "ask", "graph"]
ResultFormat = Literal["json", "xml", "csv", "tsv", "turtle", "ntriples", "jsonld", "rdfxml"]


@dataclass(frozen=True, slots=True)
class StoredStudy:
    """One study, or set of mappings, as the store holds it. ``quads`` counts all statements."""

    id: str
    quads: int
    digest: str
    """SHA-256 (hexadecimal) of its canonical N-Quads document."""


MAPPING_SET = "mapping:"
"""What the id of a unit begins with that is a set of mappings; the id of a study holds no colon."""


def set_of(unit: str) -> str | None:
    """Return the name of a set of mappings that a store keeps as a unit; None for a study.

    >>> set_of("mapping:hub"), set_of("krishna2024")
    ('hub', None)
    """
    return unit[len(MAPPING_SET) :] if unit.startswith(MAPPING_SET) else None


WORKS = "works:"
"""What the id of a unit begins with that says something of works of literature, of any study."""


def works_of(unit: str) -> str | None:
    """Return the name of a unit that speaks of works; None for a study or a set of mappings.

    >>> works_of("works:identity"), works_of("krishna2024")
    ('identity', None)
    """
    return unit[len(WORKS) :] if unit.startswith(WORKS) else None


def only_studies(units: Iterable[StoredStudy]) -> list[StoredStudy]:
    """Return the studies among what a store keeps."""
    return [unit for unit in units if ":" not in unit.id]


def revision_of(studies: Iterable[StoredStudy]) -> str:
    """Return the digest of a store that holds these studies, whatever kind of store it is."""
    lines = sorted(f"{study.id} {study.digest}\n" for study in studies)
    return sha256("".join(lines).encode()).hexdigest()


class Answer(Protocol):
    """The answer to one query, not yet written out. It can be read once: by rows or by format."""

    @property
    def kind(self) -> Kind:
        """What was asked for: rows, yes or no, or a graph."""
        ...

    @property
    def variables(self) -> list[str]:
        """The columns, without ``?``; subject, predicate and object for a graph; none for ASK."""
        ...

    @property
    def truth(self) -> bool | None:
        """The answer to an ASK; None for every other kind."""
        ...

    def rows(self) -> Iterator[dict[str, str]]:
        """Yield each row, or each triple of a graph, as N-Triples terms by column.

        A variable without a value is left out of its row. An ASK has no rows.
        """
        ...

    def write(self, format: ResultFormat) -> Iterator[bytes]:
        """Yield the answer in a format: table formats for rows, RDF formats for graphs.

        Nothing is yielded before the whole answer is known, so what fails, fails with no output.

        Raises:
            UsageError: The kind of answer has no such format.
        """
        ...


class Store(Protocol):
    """A place that keeps studies, one asserted, one mapping and one derived graph each.

    Beside them it keeps sets of mappings that belong to no study, in the same way: as units
    whose id begins with :data:`MAPPING_SET`, with one mapping and one derived graph each; and
    what is said of works across studies, in units whose id begins with :data:`WORKS`.
    The default graph of every query is the union of all graphs. The ontology and the shared
    scheme are always there. One writer at a time; a change is whole or not at all.
    """

    @property
    def address(self) -> str:
        """The folder or the address, as it may be shown: without user name and password."""
        ...

    def revision(self) -> str:
        """Return a digest of all studies: the same content has the same revision anywhere."""
        ...

    def studies(self) -> list[StoredStudy]:
        """Return the studies held, sorted by id."""
        ...

    def units(self) -> list[StoredStudy]:
        """Return all that is held, sorted by id: studies, and what is kept beside them."""
        ...

    def read_study(self, study: str) -> Iterator[str]:
        """Yield a study's canonical N-Quads lines.

        Raises:
            UnknownThing: No such study.
            StoreDamaged: What the store holds is not what was written.
        """
        ...

    def query(self, sparql: str, bindings: Mapping[str, str] | None = None) -> Answer:
        """Answer a query; ``bindings`` gives projected variables (no ``?``) N-Triples terms.

        ``FROM`` and ``FROM NAMED`` in the query replace the union of all graphs.

        Raises:
            UsageError: The text is not a SPARQL query, asks another server (SERVICE), or uses a
                bound variable in a SELECT that does not project it.
            StoreUnreachable: The endpoint does not answer.
            LimitReached: The answer is too large or takes too long.
        """
        ...

    def writing(self, purpose: str) -> AbstractContextManager[None]:
        """Hold the store for writing; inside it, :meth:`writing` again is no further step.

        Raises:
            StoreBusy: Somebody else is writing; the message names the process.
        """
        ...

    def replace(self, study: str, graphs: Graphs) -> bool:
        """Put a study's graphs in place of what was there, in one step; False if nothing changed.

        All graphs must be the study's own: asserted, mapping, derived. Called by itself it holds
        the store for itself; call it inside :meth:`writing` when it depends on what was read.

        Raises:
            UsageError: A graph is not the study's, or a statement is not a canonical one.
        """
        ...

    def put(self, packed: Packed) -> bool:
        """Do as :meth:`replace` does, with a document that was made and packed before."""
        ...

    def put_all(self, packed: Sequence[Packed], *, without: Collection[str] = ()) -> None:
        """Put several studies in place of what was there, and take others out, in one step.

        Killed at any instant, the store holds all of it or nothing of it. One that is not there
        need not be taken out.
        """
        ...

    def remove(self, study: str) -> None:
        """Take a study out, in one step, leaving nothing behind.

        Raises:
            UnknownThing: No such study.
        """
        ...

    def backup(self, target: Path) -> int:
        """Write every study into one file; returns the number of studies."""
        ...

    def restore(self, source: Path) -> int:
        """Put the studies of a backup in place of all that is there, in one step.

        Raises:
            UsageError: The file is not a backup, or one with another base IRI.
            StoreDamaged: The backup is not whole; the store is as it was.
        """
        ...

    def close(self) -> None:
        """Let go of files and connections."""
        ...
