"""Put sets of mappings into a store, take them out, list them, and check them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from kg.errors import StoreBusy, StudyRefused, UnknownThing, UsageError
from kg.findings import Finding, Place, counted, violations
from kg.mapping import stating
from kg.mapping.conflicts import Stated, conflicts
from kg.mapping.following import packed, said_by
from kg.mapping.model import MappingSet, short, study_of_code
from kg.mapping.reading import read_set
from kg.namespaces import PIF, SKOS, derived_from_set, mapping_graph, study_graph
from kg.store.base import MAPPING_SET, set_of
from kg.terms import A, Triple, read_nquads

if TYPE_CHECKING:
    from kg.store.base import Store

Outcome = Literal["loaded", "replaced", "unchanged", "checked"]
_CODE, _BROADER = f"<{PIF}Code>", f"<{SKOS}broader>"


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


def names(store: Store) -> list[str]:
    """Return the names of the sets that are no study's own, sorted."""
    return [name for unit in store.units() if (name := set_of(unit.id)) is not None]


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
    said = said_by(store, made.studies, {})
    found = list(_missing(made, said))
    found += [
        each
        for each in conflicts(_all_stated(store, said, made), _codebooks(said.values()))
        if each.place is not None or made.name in each.message
    ]
    return found


def check_sets(store: Store) -> Iterator[tuple[str, list[Finding]]]:
    """Yield each set with what is wrong with it, then what contradicts what in the whole store."""
    told: list[Stated] = []
    books: list[Triple] = []
    for name in names(store):
        made, _ = read_back(store, name)
        yield name, list(_missing(made, said_by(store, made.studies, {})))
        told += [Stated(name, match) for match in made.matches]
    for held in store.studies():
        graphs = read_nquads(store.read_study(held.id))
        own = stating.read(held.id, graphs.get(mapping_graph(held.id), set()))
        told += [Stated(held.id, match, own=True) for match in own.matches]
        books += [t for t in graphs.get(study_graph(held.id), ()) if t[1] == _BROADER]
    yield "", conflicts(told, books)


def _missing(made: MappingSet, said: dict[str, set[Triple]]) -> Iterator[Finding]:
    codes = {study: {s[1:-1] for s, p, o in told if p == A and o == _CODE}
             for study, told in said.items()}  # fmt: skip
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


def _all_stated(store: Store, said: dict[str, set[Triple]], made: MappingSet) -> Iterator[Stated]:
    yield from (Stated(made.name, match) for match in made.matches)
    for name in names(store):
        if name != made.name:
            other, _ = read_back(store, name)
            yield from (Stated(name, match) for match in other.matches)
    for study in said:
        graphs = read_nquads(store.read_study(study))
        own = stating.read(study, graphs.get(mapping_graph(study), set()))
        yield from (Stated(study, match, own=True) for match in own.matches)


def _codebooks(studies: Iterable[set[Triple]]) -> list[Triple]:
    return [triple for said in studies for triple in said if triple[1] == _BROADER]


def _warned(findings: list[Finding]) -> bool:
    return any(f.severity == "warning" for f in findings)
