"""What a remote store writes down about itself: one small graph, and the SPARQL that changes it.

::

    <…graph/store>        st:lock     "token until process purpose"   while somebody writes
    <…graph/study/x>      st:digest   "sha256 quads"                  for each study
    <…graph/ontology>     st:digest   "sha256 0"                      and the scheme
    <…graph/staging/t/0>  st:staging  "token"                         while a large one is uploaded

Where an endpoint's own default graph is the union of all graphs, these few statements can be seen
in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from kg.namespaces import (
    BASE,
    ONTOLOGY_GRAPH,
    SCHEME_GRAPH,
    mapping_graph,
    study_graph,
    works_graph,
)
from kg.store.base import MAPPING_SET, WORKS, StoredStudy
from kg.store.document import graphs_of
from kg.terms import text, value_of

LEDGER = f"{BASE}graph/store"
STAGING = f"{BASE}graph/staging/"
_DIGEST = f"{BASE}store#digest"
_LOCK = f"{BASE}store#lock"
_STAGING = f"{BASE}store#staging"
_STUDY, _MAPPING, _WORKS = study_graph(""), mapping_graph(""), works_graph("")
_WRITTEN = re.compile(r"([0-9a-f]{64}) (\d{1,15})")
HELD_FOR = timedelta(minutes=10)

READ = f"SELECT ?s ?p ?o WHERE {{ GRAPH <{LEDGER}> {{ ?s ?p ?o }} }}"
IS_STAGING = f"ASK {{ GRAPH <{LEDGER}> {{ ?g <{_STAGING}> ?t }} }}"
IS_UNION = f"ASK {{ <{ONTOLOGY_GRAPH}> <{_DIGEST}> ?d }}"


@dataclass(frozen=True, slots=True)
class Lock:
    """Who holds the store for writing, and until when."""

    token: str
    until: datetime
    holder: str

    @property
    def literal(self) -> str:
        """The lock as it stands in the graph."""
        return text(f"{self.token} {self.until.isoformat(timespec='seconds')} {self.holder}")

    @property
    def said(self) -> str:
        """Who it is, for whoever has to wait."""
        return f"{self.holder}, at most until {self.until.isoformat(timespec='minutes')}"

    @property
    def expired(self) -> bool:
        """Whether its holder has gone silent."""
        return self.until < datetime.now(UTC)

    def renewed(self) -> Lock:
        """Return the same lock, held from now."""
        return Lock(self.token, datetime.now(UTC) + HELD_FOR, self.holder)


@dataclass(slots=True)
class Ledger:
    """The graph, read."""

    studies: list[StoredStudy] = field(default_factory=list)
    fixed: dict[str, str] = field(default_factory=dict)
    """Digest by graph, of the ontology and the scheme."""
    locks: list[Lock] = field(default_factory=list)
    staging: list[str] = field(default_factory=list)

    @property
    def graphs(self) -> list[str]:
        """Every graph that a question is asked of."""
        own = [graph for study in self.studies for graph in graphs_of(study.id)]
        return [ONTOLOGY_GRAPH, SCHEME_GRAPH, *own]

    def study(self, name: str) -> StoredStudy | None:
        """Return a study by id."""
        return next((study for study in self.studies if study.id == name), None)


def read(rows: Iterable[dict[str, str]]) -> Ledger:
    """Read the answer to :data:`READ`; what is not ours in it is left alone."""
    ledger = Ledger()
    for row in rows:
        subject, predicate, value = (value_of(row[name]) for name in "spo")
        digest = _WRITTEN.fullmatch(value)
        if predicate == _STAGING and subject.startswith(STAGING):
            ledger.staging.append(subject)
        elif predicate == _LOCK:
            ledger.locks += _lock(value)
        elif predicate == _DIGEST and digest and subject.startswith((_STUDY, _MAPPING, _WORKS)):
            named = subject.removeprefix(_STUDY)
            if subject.startswith(_MAPPING):
                named = MAPPING_SET + subject.removeprefix(_MAPPING)
            elif subject.startswith(_WORKS):
                named = WORKS + subject.removeprefix(_WORKS)
            ledger.studies.append(StoredStudy(named, int(digest[2]), digest[1]))
        elif predicate == _DIGEST and digest:
            ledger.fixed[subject] = digest[1]
    ledger.studies.sort(key=lambda study: study.id)
    ledger.locks.sort(key=lambda lock: lock.token)
    return ledger


def new_lock(token: str, holder: str) -> Lock:
    """Return a lock that holds from now."""
    return Lock(token, datetime.now(UTC), holder).renewed()


def insert_lock(new: Lock, expired: Iterable[Lock]) -> str:
    """Return the update that takes the lock unless somebody holds it."""
    return (
        "".join(f"{delete_lock(old)} ;\n" for old in expired)
        + f"INSERT {{ GRAPH <{LEDGER}> {{ <{LEDGER}> <{_LOCK}> {new.literal} }} }}\n"
        f"WHERE {{ FILTER NOT EXISTS {{ GRAPH <{LEDGER}> {{ <{LEDGER}> <{_LOCK}> ?held }} }} }}"
    )


def delete_lock(lock: Lock) -> str:
    """Return the update that lets the lock go."""
    return f"DELETE DATA {{ GRAPH <{LEDGER}> {{ <{LEDGER}> <{_LOCK}> {lock.literal} }} }}"


def renew_lock(old: Lock, new: Lock) -> str:
    """Return the update that holds the lock for longer."""
    return f"{delete_lock(old)} ;\n{_insert(LEDGER, _LOCK, new.literal)}"


def write_digest(graph: str, digest: str, quads: int = 0) -> str:
    """Return the update that writes down what a graph, or a study by its graph, now holds."""
    return f"{forget_digest(graph)} ;\n{_insert(graph, _DIGEST, text(f'{digest} {quads}'))}"


def forget_digest(graph: str) -> str:
    """Return the update that takes a graph, or a study by its graph, out of the ledger."""
    return f"DELETE WHERE {{ GRAPH <{LEDGER}> {{ <{graph}> <{_DIGEST}> ?digest }} }}"


def write_staging(graphs: Iterable[str], token: str) -> str:
    """Return the update that says graphs are being uploaded to be moved."""
    said = " ".join(f"<{graph}> <{_STAGING}> {text(token)} ." for graph in graphs)
    return f"INSERT DATA {{ GRAPH <{LEDGER}> {{ {said} }} }}"


def drop_staging(graphs: Iterable[str]) -> str:
    """Return the update that does away with uploaded graphs, moved or not."""
    dropped = "".join(f"DROP SILENT GRAPH <{graph}> ;\n" for graph in graphs)
    return f"{dropped}DELETE WHERE {{ GRAPH <{LEDGER}> {{ ?graph <{_STAGING}> ?token }} }}"


def _insert(subject: str, predicate: str, value: str) -> str:
    return f"INSERT DATA {{ GRAPH <{LEDGER}> {{ <{subject}> <{predicate}> {value} }} }}"


def _lock(value: str) -> list[Lock]:
    words = value.split(" ", 2)
    try:
        until = datetime.fromisoformat(words[1])
        return [Lock(words[0], until, words[2])] if until.tzinfo else []
    except (IndexError, ValueError):
        return []
