"""Check what would change, study by study, and put all of it into the store or nothing."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from kg.changing.belonging import unplaced
from kg.errors import StoreBusy, StudyRefused
from kg.findings import Finding, counted, violations
from kg.formats.rdf import Quad, Refused
from kg.formats.rdf_study import unblanked
from kg.mapping.following import along_with
from kg.namespaces import derived_graph, mapping_graph, study_graph
from kg.preparing import Prepared, Step, prepare_statements, silent
from kg.terms import Triple, TripleSets, read_nquads

if TYPE_CHECKING:
    from kg.store.base import Store
    from kg.store.document import Packed

PATIENCE = 10.0
"""Seconds to wait for another writer."""

Outcome = Literal["added", "replaced", "removed"]
Contents = dict[str, set[Triple]]
"""What a study says: its own graph and its mapping graph, by IRI; one without statements is left
out."""


@dataclass(frozen=True, slots=True)
class ChangedStudy:
    """What became of one study; ``added`` and ``removed`` count statements, derived ones not."""

    study: str
    outcome: Outcome
    added: int
    removed: int
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Changed:
    """What a change did: the studies that are not as they were, sorted, and the new revision."""

    studies: tuple[ChangedStudy, ...]
    revision: str

    def __bool__(self) -> bool:
        """Whether anything changed."""
        return bool(self.studies)


@contextmanager
def held(store: Store, purpose: str) -> Iterator[None]:
    """Hold a store for writing; wait a little for whoever does.

    Raises:
        StoreBusy: Somebody else has been writing all the while.
    """
    until = time.monotonic() + PATIENCE
    with ExitStack() as stack:
        while True:
            try:
                stack.enter_context(store.writing(purpose))
                break
            except StoreBusy:
                if time.monotonic() > until:
                    raise
                time.sleep(0.05)
        yield


def contents(store: Store, study: str, held: Iterable[str]) -> Contents:
    """Return what a study says, derived statements left out; nothing for one that is not held."""
    if study not in held:
        return {}
    graphs = read_nquads(store.read_study(study))
    graphs.pop(derived_graph(study), None)
    return {graph: triples for graph, triples in graphs.items() if triples}


def settle(
    store: Store,
    old: Mapping[str, Contents],
    new: Mapping[str, Contents],
    *,
    what: str,
    step: Step = silent,
) -> tuple[Changed, dict[str, Prepared]]:
    """Put the new contents of studies in place of the old, in a store that is held for writing.

    A study whose own graph says nothing any longer is taken out, its mappings with it. What was
    prepared is returned for the index. ``what`` begins the message when findings are in the way.

    Raises:
        StudyRefused: Findings keep a study out; the store is as it was.
        UsageError: A statement cannot be stored.
    """
    prepared: dict[str, Prepared] = {}
    gone: list[str] = []
    digests = {held.id: held.digest for held in store.studies()}
    for study in sorted(new):
        if not new[study].get(study_graph(study)) and old[study].get(study_graph(study)):
            gone.append(study)
        elif new[study] != old[study]:
            prepared[study] = _prepared(study, new[study], step)
    findings = [finding for each in prepared.values() for finding in each.findings]
    if any(each.packed is None for each in prepared.values()):
        raise StudyRefused(
            f"{what} was refused: {counted(findings)}.",
            findings,
            "Nothing is changed. Mend what is named and send it again.",
        )
    done = []
    packed: list[Packed] = []
    for study in sorted([*prepared, *gone]):
        ready = prepared.get(study)
        if ready is not None and ready.packed is not None:
            if digests.get(study) == ready.packed.digest:
                continue
            packed.append(ready.packed)
        now = ready.graphs or {} if ready else {}
        done.append(_change(study, old[study], now, ready.findings if ready else []))
    step(f"writing {len(done)} studies")
    changes: dict[str, Contents | None] = {study: new[study] for study in prepared}
    packed += along_with(store, changes | dict.fromkeys(gone))
    if len(packed) == 1 and not gone:
        store.put(packed[0])
    elif len(gone) == 1 and not packed:
        store.remove(gone[0])
    elif packed or gone:
        store.put_all(packed, without=gone)
    return Changed(tuple(done), store.revision()), prepared


def index(store: Store, prepared: Mapping[str, Prepared], step: Step = silent) -> None:
    """Bring the index up to date; when another process is at it, the next question does."""
    from kg.index import update

    known = {
        study: (each.packed.digest, each.graphs or {})
        for study, each in prepared.items()
        if each.packed is not None
    }
    with suppress(StoreBusy):
        update(store, known=known, step=step)


def _prepared(study: str, graphs: Contents, step: Step) -> Prepared:
    findings: list[Finding] = []
    try:
        graphs = _named(study, graphs)
    except Refused as refused:
        findings.append(Finding("violation", refused.rule, refused.message, refused.remedy))
    else:
        findings = unplaced(study, graphs)
    if violations(findings):  # what stands in the wrong place makes shapes say the wrong things
        return Prepared(Path(study), study, findings)
    return prepare_statements(study, graphs, findings, step=step)


def _named(study: str, graphs: Contents) -> Contents:
    """Give blank nodes addresses as loading does."""
    quads = [Quad(*triple, graph) for graph, triples in graphs.items() for triple in triples]
    if not any(q.subject.startswith("_:") or q.object.startswith("_:") for q in quads):
        return graphs
    named: Contents = {}
    for quad in unblanked(quads, study):
        named.setdefault(quad.graph, set()).add(quad[:3])
    return named


def _change(study: str, old: Contents, new: TripleSets, findings: list[Finding]) -> ChangedStudy:
    graphs = (study_graph(study), mapping_graph(study))
    before = {(graph, *triple) for graph in graphs for triple in old.get(graph, ())}
    after = {(graph, *triple) for graph in graphs for triple in new.get(graph, ())}
    outcome: Outcome = "replaced" if old and new else "added" if new else "removed"
    return ChangedStudy(study, outcome, len(after - before), len(before - after), findings)
