"""From a source to what a store keeps: read, checked, derived, written out. No store is touched."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kg.findings import Finding
from kg.namespaces import derived_graph

if TYPE_CHECKING:
    from kg.formats import Reading
    from kg.formats.qda.reading import Wishes
    from kg.store.document import Packed
    from kg.terms import Triple

Step = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Checked:
    """A study read and checked, not yet anywhere. ``graphs`` holds no derived facts."""

    source: str
    study: str | None
    graphs: dict[str, set[Triple]]
    findings: list[Finding]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A study ready to be kept; ``packed`` is None when findings keep it out.

    ``asserted`` and ``derived`` count statements. ``graphs`` are the study's three, or None where
    they were left behind in another process.
    """

    source: Path
    study: str | None
    findings: list[Finding]
    asserted: int = 0
    derived: int = 0
    packed: Packed | None = None
    graphs: dict[str, set[Triple]] | None = None


def silent(step: str) -> None:
    """Take no notice of a step."""


def check(
    source: Path, *, study: str | None = None, wishes: Wishes | None = None, step: Step = silent
) -> Checked:
    """Read and check one source without touching any store; what is not kept is among the findings.

    Raises:
        UsageError: The source is of no kind that can be read.
    """
    from kg import formats, validation
    from kg.reports import not_kept

    with _without_collection():
        step(f"reading {source.name}")
        reading: Reading = formats.read(source, study=study, wishes=wishes)
        findings = reading.findings
        if reading.graphs:
            step(f"checking {source.name}")
            findings = validation.merge(
                findings,
                validation.check(
                    reading.graphs, places=reading.places, column_for=reading.column_for
                ),
            )
    findings = sorted([*findings, *not_kept(reading.losses, source.name)], key=lambda f: f.order)
    return Checked(str(source), reading.study, reading.graphs, findings)


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
    step: Step = silent,
) -> Prepared:
    """Do everything with a source that can be done before a store is changed.

    Raises:
        UsageError: The source is of no kind that can be read, or says what cannot be stored.
        LimitReached: More follows from it than can be kept.
    """
    checked = check(source, study=study, wishes=wishes, step=step)
    if checked.study is None or refused(checked.findings, strict=strict):
        return Prepared(source, checked.study, checked.findings)
    return _finished(source, checked.study, checked.graphs, checked.findings, step)


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
    graphs: dict[str, set[Triple]],
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

    with _without_collection():
        step(f"checking {study}")
        found = validation.check(graphs, places={}, column_for=lambda focus, path: None)
    merged = sorted(validation.merge(findings, found), key=lambda f: f.order)
    if refused(merged, strict=strict):
        return Prepared(Path(study), study, merged)
    return _finished(Path(study), study, graphs, merged, step)


def _finished(
    source: Path, name: str, asserted: dict[str, set[Triple]], findings: list[Finding], step: Step
) -> Prepared:
    """Derive what follows, and write all of it out."""
    from kg.closure import derive, load_schema
    from kg.store import document

    with _without_collection():
        step(f"deriving what follows from {name}")
        derived = derive(asserted, schema=load_schema())
        graphs = {**asserted, derived_graph(name): derived}
        step(f"writing out {name}")
        packed = document.pack_graphs(name, graphs)
    return Prepared(
        source,
        name,
        findings,
        asserted=sum(len(triples) for triples in asserted.values()),
        derived=len(derived),
        packed=packed,
        graphs=graphs,
    )


@contextmanager
def _without_collection() -> Iterator[None]:
    """Pause the search for circular garbage: a study is millions of small things, none circular.

    It takes a seventh of the time.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()
