"""The only writer: read a study, check it, commit it whole, with what follows from it.

Everything is prepared outside the store; the store is held only for the moment of the change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from kg.errors import StudyRefused, UsageError
from kg.findings import Finding, counted
from kg.namespaces import derived_graph
from kg.resources import folder

if TYPE_CHECKING:
    from kg.formats import Reading
    from kg.store.base import Store
    from kg.terms import Triple

Step = Callable[[str], None]
Outcome = Literal["loaded", "replaced", "unchanged", "checked"]


@dataclass(frozen=True, slots=True)
class Checked:
    """A study read and checked, not yet anywhere. ``graphs`` holds no derived facts."""

    source: str
    study: str | None
    graphs: dict[str, set[Triple]]
    findings: list[Finding]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of one source. ``asserted`` and ``derived`` count statements."""

    study: str
    outcome: Outcome
    asserted: int
    derived: int
    findings: list[Finding] = field(default_factory=list)


def _silent(step: str) -> None:
    return None


def find_sources(given: str) -> list[Path]:
    """Return the studies that a path or name stands for.

    A folder without ``study.yaml`` stands for the study folders directly in it. The name of a
    bundled study stands for that study when no file has the name.

    Raises:
        UsageError: There is nothing of that name.
    """
    path = Path(given)
    if path.is_dir() and not (path / "study.yaml").exists():
        inside = sorted(p.parent for p in path.glob("*/study.yaml"))
        return inside or [path]
    if path.exists():
        return [path]
    bundled = folder("studies") / given
    if "/" not in given and bundled.is_dir():
        return [Path(str(bundled))]
    raise UsageError(
        f"There is no file or folder {given!r}.",
        "Name a study folder, a workbook or an RDF file; `pif new my-study` makes a folder.",
    )


def check(source: Path, *, study: str | None = None, step: Step = _silent) -> Checked:
    """Read and check one source without touching any store.

    Raises:
        UsageError: The source is of no kind that can be read.
    """
    from kg import formats, validation

    step(f"reading {source.name}")
    reading: Reading = formats.read(source, study=study)
    findings = reading.findings
    if reading.graphs:
        step(f"checking {source.name}")
        findings = validation.merge(
            findings,
            validation.check(reading.graphs, places=reading.places, column_for=reading.column_for),
        )
    findings = sorted(findings, key=lambda f: f.order)
    return Checked(str(source), reading.study, reading.graphs, findings)


def refused(findings: list[Finding], *, strict: bool) -> bool:
    """Say whether findings keep a study out: violations always, warnings when strict."""
    keeps_out = ("violation", "warning") if strict else ("violation",)
    return any(f.severity in keeps_out for f in findings)


def load(
    source: str | Path,
    store: Store,
    *,
    study: str | None = None,
    replace: bool = False,
    dry_run: bool = False,
    strict: bool = False,
    step: Step = _silent,
) -> Loaded:
    """Read one study, check it and put it into the store, whole or not at all.

    A study that is already there with the same content is left as it is. ``study`` picks or
    names the study of an RDF source; ``dry_run`` stops before the store is changed; ``step`` is
    told what is being done.

    Raises:
        StudyRefused: Findings keep the study out; the store is as it was.
        UsageError: The source cannot be read, or another study of that id is there and
            ``replace`` was not asked for.
        StoreBusy: Somebody else is writing.
    """
    from kg.closure import derive, load_schema

    [path] = find_sources(str(source))[:1]
    checked = check(path, study=study, step=step)
    if checked.study is None or refused(checked.findings, strict=strict):
        raise StudyRefused(
            f"{path.name} was not loaded: {counted(checked.findings)}.",
            checked.findings,
            "Mend the rows named and load it again.",
        )
    name = checked.study
    step(f"deriving what follows from {name}")
    derived = derive(checked.graphs, schema=load_schema())
    asserted = sum(len(triples) for triples in checked.graphs.values())
    graphs = {**checked.graphs, derived_graph(name): derived}

    def outcome(what: Outcome) -> Loaded:
        return Loaded(name, what, asserted, len(derived), checked.findings)

    if dry_run:
        return outcome("checked")
    with store.writing(f"load {name}"):
        there = any(s.id == name for s in store.studies())
        if there and not replace and not _same(store, name, graphs):
            raise UsageError(
                f"Study {name} is already in the store, with other content.",
                "Say --replace to put the new one in its place.",
            )
        step(f"writing {name}")
        changed = store.replace(name, graphs)
    return outcome("replaced" if there and changed else "loaded" if changed else "unchanged")


def _same(store: Store, study: str, graphs: dict[str, set[Triple]]) -> bool:
    import hashlib

    from kg.terms import nquads

    digest = hashlib.sha256("".join(nquads(graphs)).encode()).hexdigest()
    return any(s.id == study and s.digest == digest for s in store.studies())


def check_store(store: Store, *, step: Step = _silent) -> Iterator[tuple[str, list[Finding]]]:
    """Check every study in a store again; yields each id with its findings."""
    from kg import validation
    from kg.terms import read_nquads

    for held in store.studies():
        step(f"checking {held.id}")
        graphs = read_nquads(store.read_study(held.id))
        graphs.pop(derived_graph(held.id), None)
        found = validation.check(graphs, places={}, column_for=lambda focus, path: None)
        yield held.id, sorted(found, key=lambda f: f.order)
