"""What follows from a set of mappings, worked out anew whenever a study it concerns changes.

Each set is taken by itself: with what the studies coded, and without any other mapping, their own
included. So it can be told what rests on it, and exactly that goes when it goes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from kg.closure import derive, load_schema
from kg.errors import UnknownThing, UsageError
from kg.mapping import stating
from kg.namespaces import SKOS, derived_from_set, mapping_graph, study_graph
from kg.store.base import MAPPING_SET, set_of
from kg.terms import Graphs, Triple, read_nquads

if TYPE_CHECKING:
    from kg.store.base import Store, StoredStudy
    from kg.store.document import Packed

_BROADER = f"<{SKOS}broader>"
Changed = Mapping[str, "Graphs | None"]
"""Studies that are to change: id → its graphs, or None for one that goes."""


def follows(name: str, stated: set[Triple], studies: Mapping[str, Iterable[Triple]]) -> set[Triple]:
    """Return all that follows from a set and from no study without mappings.

    ``studies`` are those whose codes it maps, or maps to, each with what its own graph says.
    """
    schema = load_schema()
    graph = mapping_graph(name)
    found = set(derive({graph: stated}, schema=schema))
    above = {t for said in studies.values() for t in said if t[1] == _BROADER}
    known: set[Triple] = set(stated) | above
    for study, said in studies.items():
        own = {study_graph(study): {*said} | above}
        without = derive(own, schema=schema)
        found |= derive({**own, graph: stated}, schema=schema) - without
        known |= own[study_graph(study)]
    return found - known


def packed(name: str, stated: set[Triple], studies: Mapping[str, Iterable[Triple]]) -> Packed:
    """Return a set with what follows from it, as a store keeps it."""
    from kg.store import document

    graphs = {mapping_graph(name): stated, derived_from_set(name): follows(name, stated, studies)}
    return document.from_graphs(f"{MAPPING_SET}{name}", graphs).pack()


def stated_in(store: Store, name: str) -> set[Triple]:
    """Return what a set of the store states, without what follows from it."""
    graph = mapping_graph(name)
    end = f" <{graph}> .\n"
    lines = (line for line in store.read_study(f"{MAPPING_SET}{name}") if line.endswith(end))
    return read_nquads(lines).get(graph, set())


def said_by(store: Store, studies: Iterable[str], changed: Changed) -> dict[str, set[Triple]]:
    """Return what the own graphs of studies say, or are to say; a study not held is left out."""
    held = {study.id for study in store.studies()}
    found: dict[str, set[Triple]] = {}
    for study in studies:
        if study in changed:
            graphs = changed[study]
            if graphs is not None:
                found[study] = set(graphs.get(study_graph(study), ()))
        elif study in held:
            found[study] = read_nquads(store.read_study(study)).get(study_graph(study), set())
    return found


def along_with(store: Store, changed: Changed) -> list[Packed]:
    """Return the sets of mappings that change when studies do, in a store held for writing.

    Put them into the store in the same step.

    Raises:
        UsageError: A study would have the name of a set.
    """
    sets = [unit for unit in store.units() if set_of(unit.id) is not None]
    for study, graphs in changed.items():
        if graphs is not None:
            _refuse_same_name(study, sets)
    made = []
    for unit in sets:
        name = set_of(unit.id) or ""
        stated = stated_in(store, name)
        concerned = stating.read(name, stated).studies
        if changed.keys().isdisjoint(concerned):
            continue
        new = packed(name, stated, said_by(store, concerned, changed))
        if new.digest != unit.digest:
            made.append(new)
    return made


def put(store: Store, study: Packed, graphs: Graphs | None) -> bool:
    """Put a study into a store held for writing, and with it the sets that concern it.

    Says whether anything changed. ``graphs`` are what is packed, where they are at hand.
    """
    if all(set_of(unit.id) is None for unit in store.units()):
        return store.put(study)
    if graphs is None:
        graphs = read_nquads(study.document().lines())
    more = along_with(store, {study.study: graphs})
    if not more:
        return store.put(study)
    store.put_all([study, *more])
    return True


def remove(store: Store, study: str) -> None:
    """Take a study out of a store held for writing, with what followed from it through sets.

    Raises:
        UnknownThing: No such study.
    """
    if all(held.id != study for held in store.studies()):
        raise UnknownThing(f"There is no study {study!r}.", "`pif studies` lists them.")
    more = along_with(store, {study: None})
    if more:
        store.put_all(more, without=[study])
    else:
        store.remove(study)


def _refuse_same_name(study: str, sets: Iterable[StoredStudy]) -> None:
    for unit in sets:
        name = set_of(unit.id) or ""
        if study in (name, f"mapping-{name}"):
            raise UsageError(
                f"A study cannot be called {study}: the set of mappings {name} is in the store.",
                f"Load the study with --study and another id, or `pif mappings --remove {name}`.",
            )
