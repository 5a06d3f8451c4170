"""Put sets of mappings into a store, take them out, list them, and check them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from kg.errors import StoreBusy, StudyRefused, UnknownThing, UsageError
from kg.findings import Finding, Place, counted, violations
from kg.index.mapped import RESERVED
from kg.mapping import asking, stating
from kg.mapping.asking import names
from kg.mapping.conflicts import Stated, conflicts
from kg.mapping.following import packed, said_by
from kg.mapping.model import MappingSet, short, study_of_code
from kg.mapping.reading import read_set
from kg.namespaces import derived_from_set, mapping_graph
from kg.store.base import MAPPING_SET
from kg.terms import read_nquads

if TYPE_CHECKING:
    from kg.store.base import Store

Outcome = Literal["loaded", "replaced", "unchanged", "checked"]


@dataclass(frozen=True, slots=True)
class KeptSet:
    """What became of a file of mappings. ``derived`` counts the statements that follow from it."""

    mapped: MappingSet
    outcome: Outcome
    derived: int
    findings: list[Finding] = field(default_factory=list)


def load_set(
    source: Path,
    store: Store,
    *,
    name: str = "",
    replace: bool = False,
    dry_run: bool = False,
    strict: bool = False,
) -> KeptSet:
    """Read a set of mappings, check it and put it into the store, whole or not at all.

    A set may come before the studies it maps: what follows from it is worked out when they do.

    Raises:
        StudyRefused: Findings keep it out; the store is as it was.
        UsageError: A study has that name, or another set and ``replace`` was not asked for.
        StoreBusy: Somebody else is writing.
    """
    made, findings = read_set(source, name=name)
    if made is not None and not violations(findings):
        findings = [*findings, *check(store, made)]
    findings = sorted(findings, key=lambda f: f.order)
    if made is None or violations(findings) or (strict and _warned(findings)):
        raise StudyRefused(
            f"{source.name} was not loaded: {counted(findings)}.",
            findings,
            "Mend the rows named and load it again.",
        )
    if dry_run:
        return _kept(store, made, findings, replace=replace, dry_run=True)
    with store.writing(f"load the mappings {made.name}"):
        kept = _kept(store, made, findings, replace=replace)
    if kept.outcome != "unchanged":
        _index(store)
    return kept


def _kept(
    store: Store,
    made: MappingSet,
    findings: list[Finding],
    *,
    replace: bool,
    dry_run: bool = False,
) -> KeptSet:
    if made.name in RESERVED:
        raise UsageError(
            f"A set of mappings cannot be called {made.name}: {RESERVED[made.name]} are.",
            "Say --name and another name.",
        )
    for study in (made.name, f"mapping-{made.name}"):
        if any(held.id == study for held in store.studies()):
            raise UsageError(
                f"A set of mappings cannot be called {made.name}: there is a study {study}.",
                "Say --name and another name.",
            )
    stated = stating.statements(made)
    new = packed(made.name, stated, said_by(store, made.studies, {}))
    there = next((unit for unit in store.units() if unit.id == new.study), None)
    derived = new.quads - len(stated)
    if there is not None and there.digest == new.digest:
        return KeptSet(made, "unchanged", derived, findings)
    if there is not None and not replace and not dry_run:
        raise UsageError(
            f"A set of mappings {made.name} is already in the store, with other content.",
            "Say --replace to put the new one in its place, or --name to keep both.",
        )
    if dry_run:
        return KeptSet(made, "checked", derived, findings)
    store.put(new)
    return KeptSet(made, "loaded" if there is None else "replaced", derived, findings)


def keep_set(store: Store, made: MappingSet) -> KeptSet:
    """Put a set that was made here into the store, in place of what it held before.

    Raises:
        UsageError: A study has that name.
        StoreBusy: Somebody else is writing.
    """
    with store.writing(f"keep the mappings {made.name}"):
        kept = _kept(store, made, [], replace=True)
    if kept.outcome != "unchanged":
        _index(store)
    return kept


def remove_set(store: Store, name: str) -> None:
    """Take a set out, with all that followed from it and nothing else.

    Raises:
        UnknownThing: There is no such set.
        StoreBusy: Somebody else is writing.
    """
    with store.writing(f"remove the mappings {name}"):
        find_set(store, name)
        store.remove(f"{MAPPING_SET}{name}")
    _index(store)


def _index(store: Store) -> None:
    from kg.index import update

    with suppress(StoreBusy):  # the next question does it
        update(store)


def read_back(store: Store, name: str) -> tuple[MappingSet, int]:
    """Return a set as the store holds it, and how many statements follow from it.

    Raises:
        UnknownThing: There is no such set.
    """
    find_set(store, name)
    graphs = read_nquads(store.read_study(f"{MAPPING_SET}{name}"))
    derived = graphs.get(derived_from_set(name), set())
    return stating.read(name, graphs.get(mapping_graph(name), set())), len(derived)


def find_set(store: Store, name: str) -> None:
    """Make sure that there is a set of that name.

    Raises:
        UnknownThing: There is none; the hint gives those there are.
    """
    known = names(store)
    if name not in known:
        raise UnknownThing(
            f"There is no set of mappings {name[:80]!r}.",
            f"There are {', '.join(known)}." if known else "`pif load FILE.sssom.tsv` loads one.",
        )


# Checking.


def check(store: Store, made: MappingSet) -> list[Finding]:
    """Return what is wrong with a set in this store: codes that are not there, contradictions."""
    held = {study.id for study in store.studies()}
    touched = [study for study in made.studies if study in held]
    told = [Stated(made.name, match) for match in made.matches]
    told += _stated(store, [name for name in names(store) if name != made.name], own=False)
    told += _stated(store, touched, own=True)
    books = [triple for study in touched for triple in asking.codebook_of(store, study)]
    concerned = [each for each in conflicts(told, books) if made.name in each.sets]
    return [*_missing(store, made), *concerned]


def check_sets(store: Store) -> Iterator[tuple[str, list[Finding]]]:
    """Yield each set with what is wrong with it, then what contradicts what in the whole store."""
    sets = names(store)
    for name in sets:
        yield name, list(_missing(store, asking.set_in(store, name)))
    studies = [study.id for study in store.studies()]
    told = _stated(store, sets, own=False) + _stated(store, studies, own=True)
    books = (triple for study in studies for triple in asking.codebook_of(store, study))
    yield "", list(conflicts(told, books))


def _stated(store: Store, names: Iterable[str], *, own: bool) -> list[Stated]:
    return [Stated(n, match, own=own) for n in names for match in asking.matches_in(store, n)]


def _missing(store: Store, made: MappingSet) -> Iterator[Finding]:
    held = {study.id for study in store.studies()}
    codes = {study: asking.codes_of(store, study) for study in made.studies if study in held}
    for study in made.studies:
        if study not in codes:
            at = next(m for m in made.matches if study_of_code(m.subject) == study
                      or study_of_code(m.object) == study)  # fmt: skip
            yield Finding(
                "warning", "mapping-study-missing",
                f"The study {study}, whose codes the set {made.name} maps, is not in the store.",
                "Its mappings are kept and hold as soon as the study is loaded.",
                Place(at.place.file) if at.place else None, at.subject,
            )  # fmt: skip
    for match in made.matches:
        for end in (match.subject, match.object):
            if end not in codes.get(study_of_code(end) or "", {end}):
                yield Finding(
                    "warning", "mapping-code-missing",
                    f"There is no code {short(end)}, which the set {made.name} maps.",
                    "Correct the id, or leave it if the code is still to come.",
                    match.place, end,
                )  # fmt: skip


def _warned(findings: list[Finding]) -> bool:
    return any(f.severity == "warning" for f in findings)
