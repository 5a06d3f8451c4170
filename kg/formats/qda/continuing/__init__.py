"""Read a project again: what is the same keeps its address, what was added in the store stays."""

from __future__ import annotations

from itertools import chain

from kg.findings import Place
from kg.formats.qda.continuing.carrying import carried, stranded_mappings
from kg.formats.qda.continuing.held import held_in
from kg.formats.qda.continuing.renaming import keep_ids
from kg.formats.reporting import Report
from kg.model import Study
from kg.namespaces import mapping_graph, study_graph
from kg.terms import Triple, TripleSets

__all__ = ["carry_over", "keep_addresses"]

Graphs = dict[str, set[Triple]]


def keep_addresses(study: Study, held: Graphs) -> None:
    """Give what is the same the id it has in the store."""
    own = held.get(study_graph(study.id), set())
    if own:
        keep_ids(study, held_in(study.id, own))


def carry_over(
    study: Study, made: TripleSets, held: Graphs, report: Report, place: Place, *, described: bool
) -> TripleSets:
    """Return a study's graphs with what the store says of it and its project is not the truth of.

    What has lost its place there is reported: it would be lost.
    """
    graph, mappings = study_graph(study.id), mapping_graph(study.id)
    old = held.get(graph, set())
    if not old:
        return made
    new = made[graph]
    kept = carried(study.id, old, new, cases=bool(study.participants), described=described)
    left = (triple for triple in new if triple not in kept.without)
    whole = {**made, graph: dict.fromkeys(chain(left, kept.add)).keys()}  # in order as they were
    if held.get(mappings) and mappings not in made:
        whole[mappings] = held[mappings]
        kept.stranded += stranded_mappings(study.id, held[mappings], whole[graph])
    for said in kept.stranded:
        report.violation(
            "still-used", place, said,
            "Take out what was added to it, or load the project under another id (--study).",
        )  # fmt: skip
    return whole
