"""What a study that was just put in contradicts in the sets of mappings that concern it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.findings import Finding
from kg.mapping import asking, stating
from kg.mapping.conflicts import Stated, conflicts
from kg.mapping.following import stated_in
from kg.namespaces import SKOS, mapping_graph, study_graph
from kg.terms import Graphs, read_nquads

if TYPE_CHECKING:
    from kg.store.base import Store

_BROADER = f"<{SKOS}broader>"


def contradictions(store: Store, study: str, graphs: Graphs | None) -> list[Finding]:
    """Return where sets from elsewhere contradict a study's own mappings, or each other about it.

    ``graphs`` are the study's, where they are at hand.
    """
    names = asking.names(store)
    if not names:
        return []
    told: list[Stated] = []
    for name in names:
        mapped = stating.read(name, stated_in(store, name))
        if study in mapped.studies:
            told += [Stated(name, match) for match in mapped.matches]
    if not told:
        return []
    said = graphs or read_nquads(store.read_study(study))
    own = stating.read(study, set(said.get(mapping_graph(study), ())))
    told += [Stated(study, match, own=True) for match in own.matches]
    books = [triple for triple in said.get(study_graph(study), ()) if triple[1] == _BROADER]
    return [found for found in conflicts(told, books) if found.sets != (study,)]
