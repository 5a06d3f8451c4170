"""From a source to what a store keeps: read, checked, derived, written out. No store is touched."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from dataclasses import replace as with_changes
from pathlib import Path
from typing import TYPE_CHECKING

from kg.aside import Aside, possible
from kg.errors import PifError
from kg.findings import Finding
from kg.namespaces import derived_graph

if TYPE_CHECKING:
    from kg.formats import Reading
    from kg.formats.qda.reading import Wishes
    from kg.index.reading import Part
    from kg.store.document import Packed
    from kg.terms import TripleSets

Step = Callable[[str], None]

LARGE = 200_000
"""Statements from which on a study is checked, and written out, in processes of their own."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A study read and checked, not yet anywhere. ``graphs`` holds no derived facts."""

    source: str
    study: str | None
    graphs: TripleSets
    findings: list[Finding]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A study ready to be kept; ``packed`` is None when findings keep it out.

    ``asserted`` and ``derived`` count statements. ``graphs`` are the study's three, or None where
    they were left behind in another process. ``part`` is what an index keeps of them, where that
    was made already.
    """

    source: Path
    study: str | None
    findings: list[Finding]
    asserted: int = 0
    derived: int = 0
    packed: Packed | None = None
    graphs: TripleSets | None = None
    part: Part | None = None


def silent(step: str) -> None:
    """Take no notice of a step."""


def check(
    source: Path, *, study: str | None = None, wishes: Wishes | None = None, step: Step = silent
) -> Checked:
    """Read and check one source without touching any store; what is not kept is among the findings.

    Raises:
        UsageError: The source is of no kind that can be read.
    """
    with without_collection():
        reading = _read(source, study, wishes, step)
        findings = _found(reading, step)
    return Checked(str(source), reading.study, reading.graphs, findings)


def _read(source: Path, study: str | None, wishes: Wishes | None, step: Step) -> Reading:
    from kg import formats

    step(f"reading {source.name}")
    reading = formats.read(source, study=study, wishes=wishes)
    reading.model = None  # nobody asks for it from here on, and it is as large as the statements
    return reading


def _found(reading: Reading, step: Step) -> list[Finding]:
    """Check what was read; return that with what the reader found, and what was not kept."""
    from kg import validation
    from kg.reports import not_kept

    findings = reading.findings
    if reading.graphs:
        step(f"checking {reading.source.name}")
        findings = validation.merge(
            findings,
            validation.check(reading.graphs, places=reading.places, column_for=reading.column_for),
        )
    losses = not_kept(reading.losses, reading.source.name)
    return sorted([*findings, *losses], key=lambda f: f.order)


def check_records(source: Path, *, step: Step = silent) -> Iterator[Checked]:
    """Read and check a file of records: yield each as a study of its own.

    When something is wrong with the file, none of them is whole: all that is yielded then is
    what was found, without a study.
    """
    from kg import validation
    from kg.columns import column_for
    from kg.findings import violations
    from kg.formats.records import read_records
    from kg.formats.reporting import Report
    from kg.statements import statements

    report = Report()
    step(f"reading {source.name}")
    records = read_records(source, report)
    if violations(report.findings()):
        yield Checked(str(source), None, {}, sorted(report.findings(), key=lambda f: f.order))
        return
    said = report.findings()
    for record in records:
        stated = statements(record)
        found = validation.check(stated.graphs, places=stated.places, column_for=column_for)
        yield Checked(
            str(source), record.id, stated.graphs, sorted([*said, *found], key=lambda f: f.order)
        )
        said = []


def refused(findings: list[Finding], *, strict: bool) -> bool:
    """Say whether findings keep a study out: violations always, warnings when strict."""
    keeps_out = ("violation", "warning") if strict else ("violation",)
    return any(f.severity in keeps_out for f in findings)


def prepare(
    source: Path,
    *,
    study: str | None = None,
    wishes: Wishes | None = None,
    strict: bool = False,
    aside: bool = False,
    step: Step = silent,
) -> Prepared:
    """Do everything with a source that can be done before a store is changed.

    With ``aside`` a large study is worked on by several processes at once, where that can be.

    Raises:
        UsageError: The source is of no kind that can be read, or says what cannot be stored.
        LimitReached: More follows from it than can be kept.
    """
    with without_collection():
        reading = _read(source, study, wishes, step)
        name = reading.study
        if aside and name is not None and _is_large(reading.graphs) and possible():
            return _prepared_at_once(reading, name, strict, step)
        findings = _found(reading, step)
    if name is None or refused(findings, strict=strict):
        return Prepared(source, name, findings)
    return _finished(source, name, reading.graphs, findings, step)


def _is_large(graphs: TripleSets) -> bool:
    return sum(len(triples) for triples in graphs.values()) >= LARGE


def _prepared_at_once(reading: Reading, name: str, strict: bool, step: Step) -> Prepared:
    """Check a large study in one process, while it is derived from and written out in others.

    Whether what was written out is used, the findings say.
    """
    source = reading.source
    with Aside(lambda: _found(reading, silent)) as checking:
        try:
            done = _finished_at_once(source, name, reading.graphs, step)
        except PifError:
            findings = checking.result()
            if refused(findings, strict=strict):  # what is wrong may be why more follows than can
                return Prepared(source, name, findings)
            raise
        step(f"checking {source.name}")
        findings = checking.result()
    if refused(findings, strict=strict):
        return Prepared(source, name, findings)
    return with_changes(done, findings=findings)


def finish(checked: Checked, *, step: Step = silent) -> Prepared:
    """Do what is left to do with a study that was checked and is not refused.

    Raises:
        UsageError: It says what cannot be stored.
        LimitReached: More follows from it than can be kept.
    """
    source = Path(checked.source)
    if checked.study is None or refused(checked.findings, strict=False):
        return Prepared(source, checked.study, checked.findings)
    return _finished(source, checked.study, checked.graphs, checked.findings, step)


def prepare_statements(
    study: str,
    graphs: TripleSets,
    findings: Sequence[Finding] = (),
    *,
    strict: bool = False,
    step: Step = silent,
) -> Prepared:
    """Do the same with statements that were read from no file: asserted ones and mappings.

    ``findings`` are what was found while they were put together.

    Raises:
        UsageError: They say what cannot be stored.
        LimitReached: More follows from them than can be kept.
    """
    from kg import validation

    with without_collection():
        step(f"checking {study}")
        found = validation.check(graphs, places={}, column_for=lambda focus, path: None)
    merged = sorted(validation.merge(findings, found), key=lambda f: f.order)
    if refused(merged, strict=strict):
        return Prepared(Path(study), study, merged)
    return _finished(Path(study), study, graphs, merged, step)


def _finished(
    source: Path, name: str, asserted: TripleSets, findings: list[Finding], step: Step
) -> Prepared:
    """Derive what follows, and write all of it out."""
    from kg.closure import derive, load_schema
    from kg.store import document

    with without_collection():
        step(f"deriving what follows from {name}")
        derived = derive(asserted, schema=load_schema())
        graphs = {**asserted, derived_graph(name): derived}
        step(f"writing out {name}")
        packed = document.pack_graphs(name, graphs)
    return _made(source, name, findings, graphs, packed)


def _finished_at_once(source: Path, name: str, asserted: TripleSets, step: Step) -> Prepared:
    """Do the same in two processes: one writes out, one makes what the index keeps."""
    from kg.closure import derive, load_schema
    from kg.index.reading import part_of, triples_of
    from kg.store import document

    step(f"deriving what follows from {name}")
    graphs = {**asserted, derived_graph(name): derive(asserted, schema=load_schema())}
    with Aside(lambda: document.pack_graphs(name, graphs)) as writing:
        step(f"writing out {name}")
        part = part_of(name, triples_of(graphs))
        packed = writing.result()
    return _made(source, name, [], graphs, packed, part)


def _made(
    source: Path,
    name: str,
    findings: list[Finding],
    graphs: TripleSets,
    packed: Packed,
    part: Part | None = None,
) -> Prepared:
    derived = len(graphs[derived_graph(name)])
    asserted = sum(len(triples) for triples in graphs.values()) - derived
    return Prepared(source, name, findings, asserted, derived, packed, graphs, part)


@contextmanager
def without_collection() -> Iterator[None]:
    """Pause the search for circular garbage: a study is millions of small things, none circular.

    It takes a seventh of the time, and a second more if it is resumed while they are there.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()
