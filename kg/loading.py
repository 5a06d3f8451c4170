"""The only writer: prepare studies, commit each whole, and bring the index up to date.

Everything is prepared outside the store (:mod:`kg.preparing`). For one study the store is held
only for the moment of the change; for many it is held from the first to the last.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from dataclasses import replace as with_changes
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from kg.batches import Failed, prepare_all
from kg.errors import PifError, StoreBusy, StudyRefused, UsageError
from kg.findings import Finding, counted
from kg.namespaces import derived_graph, study_graph
from kg.preparing import (
    Checked,
    Prepared,
    Step,
    check,
    check_records,
    finish,
    prepare,
    refused,
    silent,
    without_collection,
)
from kg.resources import folder
from kg.terms import read_nquads

if TYPE_CHECKING:
    from kg.formats.qda.reading import Wishes
    from kg.index.updating import Known
    from kg.pages.changes import Change
    from kg.store.base import Store
    from kg.terms import Triple

__all__ = [
    "Checked",
    "Loaded",
    "check",
    "check_records",
    "check_store",
    "find_sources",
    "load",
    "load_many",
    "load_records",
    "refused",
]

Outcome = Literal["loaded", "replaced", "unchanged", "checked"]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of one source. ``asserted`` and ``derived`` count statements.

    ``changes`` say how it differs from what was in the store under its name, where something was.
    """

    study: str
    outcome: Outcome
    asserted: int
    derived: int
    findings: list[Finding] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)


def find_sources(given: str) -> list[Path]:
    """Return the studies that a path or name stands for.

    A folder without ``study.yaml`` stands for the study folders directly in it. The name of a
    bundled study stands for that study when no file has the name.

    Raises:
        UsageError: There is nothing of that name.
    """
    from kg.formats.qda.reading import is_project

    path = Path(given)
    if path.is_dir() and not is_project(path) and not (path / "study.yaml").exists():
        inside = sorted(p.parent for p in path.glob("*/study.yaml"))
        return inside or [path]
    if path.exists():
        return [path]
    bundled = folder("studies") / given
    if "/" not in given and bundled.is_dir():
        return [Path(str(bundled))]
    raise UsageError(
        f"There is no file or folder {given!r}.",
        "Name a study folder, a workbook, a project of a coding program or an RDF file;"
        " `pif new my-study` makes a folder.",
    )


@without_collection()
def load(
    source: str | Path,
    store: Store,
    *,
    study: str | None = None,
    wishes: Wishes | None = None,
    replace: bool = False,
    dry_run: bool = False,
    strict: bool = False,
    step: Step = silent,
) -> Loaded:
    """Read one study, check it and put it into the store, whole or not at all.

    A study that is already there with the same content is left as it is. ``study`` picks or
    names the study of an RDF source; ``wishes`` say how a coding program's project is read, in
    which what is in the store already keeps its address; ``dry_run`` stops before the store is
    changed; ``step`` is told what is being done.

    Raises:
        StudyRefused: Findings keep the study out; the store is as it was.
        UsageError: The source cannot be read, or another study of that id is there and
            ``replace`` was not asked for.
        StoreBusy: Somebody else is writing.
    """
    from kg.formats.qda.reading import is_project

    [path] = find_sources(str(source))[:1]
    before = _digests(store)
    wishes = _holding(wishes, store)
    prepared = prepare(path, study=study, wishes=wishes, strict=strict, aside=True, step=step)
    packed = prepared.packed
    if packed is None:
        return _kept(prepared, None, {}, replace=replace)
    prepared = _without_graphs(prepared, store)
    step(f"comparing {prepared.study}")
    found = _changes(prepared, store, before)
    if dry_run:
        return with_changes(_kept(prepared, None, {}, replace=replace), changes=found)
    with store.writing(f"load {prepared.study}"):
        step(f"writing {prepared.study}")
        now = _digests(store)
        if is_project(path) and now.get(prepared.study or "") != before.get(prepared.study or ""):
            raise StoreBusy(
                f"Study {prepared.study} was changed while this was being prepared.",
                "Load it again.",
            )
        loaded = with_changes(_kept(prepared, store, now, replace=replace), changes=found)
    if loaded.outcome != "unchanged":
        known: Known = {}
        if (held := prepared.part or prepared.graphs) is not None:
            known = {loaded.study: (packed.digest, held)}
        del prepared  # the graphs need not be there while the index is written
        _index(store, known, step)
    return loaded


def load_many(
    sources: Sequence[Path],
    store: Store,
    *,
    study: str | None = None,
    replace: bool = False,
    dry_run: bool = False,
    strict: bool = False,
    workers: int | None = None,
    step: Step = silent,
) -> Iterator[tuple[Path, Loaded | PifError]]:
    """Load sources one by one in their order, prepared in parallel; yield what became of each.

    One that is refused (:class:`StudyRefused`), or cannot be read, keeps no other out. When this
    is stopped, what was yielded before is in the store, each study whole. The index is brought
    up to date in the end. ``workers`` as in :func:`kg.batches.prepare_all`.

    Raises:
        StoreBusy: Somebody else is writing.
        StoreUnreachable: The store cannot be written any longer.
        LimitReached: Memory ran out in a worker.
    """
    changed = False
    with ExitStack() as held:
        digests: dict[str, str] = {}
        if not dry_run:
            held.enter_context(store.writing(f"load {len(sources):,} studies"))
            digests = _digests(store)
        for each in prepare_all(sources, study=study, strict=strict, workers=workers, step=step):
            if isinstance(each, Failed):
                yield each.source, each.error
                continue
            try:
                loaded = _kept(each, None if dry_run else store, digests, replace=replace)
            except (StudyRefused, UsageError) as error:
                yield each.source, error
                continue
            changed |= loaded.outcome in ("loaded", "replaced")
            yield each.source, loaded
    if changed:
        _index(store, {}, step)


def load_records(
    source: Path,
    store: Store,
    *,
    replace: bool = False,
    dry_run: bool = False,
    strict: bool = False,
    keep: bool = False,
    step: Step = silent,
) -> Iterator[tuple[Path, Loaded | PifError]]:
    """Load each record of a file as a study of its own; yield what became of each.

    A file with something wrong in it is refused as a whole. With ``keep`` records that are in
    the store already, with whatever content, are passed over.

    Raises:
        StoreBusy: Somebody else is writing.
    """
    changed = False
    with ExitStack() as held:
        digests: dict[str, str] = {}
        if not dry_run:
            held.enter_context(store.writing(f"load {source.name}"))
            digests = _digests(store)
        for checked in check_records(source, step=step):
            if keep and checked.study in digests:
                continue
            try:
                if checked.study is None or refused(checked.findings, strict=strict):
                    prepared = Prepared(source, checked.study, checked.findings)
                else:
                    prepared = finish(checked, step=step)
                loaded = _kept(prepared, None if dry_run else store, digests, replace=replace)
            except (StudyRefused, UsageError) as error:
                yield source, error
                continue
            changed |= loaded.outcome in ("loaded", "replaced")
            yield source, loaded
    if changed:
        _index(store, {}, step)


def _holding(wishes: Wishes | None, store: Store) -> Wishes:
    """Let a project that is read again be compared with what a store holds of its study."""
    from kg.formats.qda.reading import Wishes

    def held(study: str) -> dict[str, set[Triple]]:
        if study not in _digests(store):
            return {}
        derived = f" <{derived_graph(study)}> .\n"
        return read_nquads(line for line in store.read_study(study) if not line.endswith(derived))

    return with_changes(wishes or Wishes(), held=held)


def _without_graphs(prepared: Prepared, store: Store) -> Prepared:
    """Let go of the graphs of a large study, where what was made of them will do."""
    from kg.mapping import asking

    if prepared.part is None or asking.names(store):
        return prepared
    return with_changes(prepared, graphs=None)


def _changes(prepared: Prepared, store: Store, before: Mapping[str, str]) -> list[Change]:
    """Say how a study that was prepared differs from the one of its name in a store."""
    from kg.pages.changes import changes

    packed, name = prepared.packed, prepared.study or ""
    if packed is None or before.get(name, packed.digest) == packed.digest:
        return []
    return changes(store.read_study(name), packed.lines())


def _digests(store: Store) -> dict[str, str]:
    return {held.id: held.digest for held in store.studies()}


def _kept(
    prepared: Prepared, store: Store | None, digests: dict[str, str], *, replace: bool
) -> Loaded:
    """Put a study into a store that is held for writing; ``digests`` are of what is in it."""
    packed = prepared.packed
    if packed is None or prepared.study is None:
        raise StudyRefused(
            f"{prepared.source.name} was not loaded: {counted(prepared.findings)}.",
            prepared.findings,
            "Mend the rows named and load it again.",
        )
    name = prepared.study
    from kg.mapping import following, meeting

    def outcome(what: Outcome, more: Sequence[Finding] = ()) -> Loaded:
        findings = [*prepared.findings, *more]
        return Loaded(name, what, prepared.asserted, prepared.derived, findings)

    if store is None:
        return outcome("checked")
    there = digests.get(name)
    if there is not None and there != packed.digest and not replace:
        raise UsageError(
            f"Study {name} is already in the store, with other content.",
            "Say --replace to put the new one in its place.",
        )
    changed = following.put(store, packed, prepared.graphs)
    digests[name] = packed.digest
    if not changed:
        return outcome("unchanged")
    met = meeting.contradictions(store, name, prepared.graphs)
    return outcome("replaced" if there else "loaded", met)


def _index(store: Store, known: Known, step: Step) -> None:
    """Bring the index up to date; when another process is at it, the next question does."""
    from kg.index import update

    with suppress(StoreBusy):
        update(store, known=known, step=step)


def check_store(store: Store, *, step: Step = silent) -> Iterator[tuple[str, list[Finding]]]:
    """Check every study in a store again; yields each id with its findings."""
    from kg import validation
    from kg.mapping import keeping
    from kg.provenance import origin_in
    from kg.terms import read_nquads
    from kg.validation.published import as_published

    for held in store.studies():
        step(f"checking {held.id}")
        graphs = read_nquads(store.read_study(held.id))
        graphs.pop(derived_graph(held.id), None)
        found = validation.check(graphs, places={}, column_for=lambda focus, path: None)
        if origin_in(held.id, graphs.get(study_graph(held.id), ())) is not None:
            found = as_published(found)
        yield held.id, sorted(found, key=lambda f: f.order)
    step("checking mappings")
    for name, found in keeping.check_sets(store):
        if name or found:
            yield f"mappings {name}".strip(), found
