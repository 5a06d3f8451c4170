"""Carry out a SPARQL Update as one step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from kg.changing import scratch
from kg.changing.belonging import study_of
from kg.changing.committing import Changed, Contents, contents, held, index, settle
from kg.changing.operations import Operation, operations
from kg.changing.scratch import Bounds, Difference
from kg.errors import LimitReached
from kg.namespaces import RDF, XSD
from kg.preparing import Step, silent
from kg.store.document import graphs_of
from kg.terms import Triple, is_iri, parts

if TYPE_CHECKING:
    from kg.store.base import Store

_AS_THEY_ARE = (f"{XSD}string", f"{RDF}langString")


def update(
    store: Store,
    sparql: str,
    *,
    default_graphs: Sequence[str] = (),
    named_graphs: Sequence[str] = (),
    bounds: Bounds | None = None,
    step: Step = silent,
) -> Changed:
    """Carry out a SPARQL 1.1 Update, whole or not at all.

    Outside of GRAPH a WHERE sees all graphs at once, as queries do, unless WITH, USING or the
    graphs named here say otherwise. Only what studies say and their mappings can change.

    Raises:
        UsageError: It is not an update, would fetch something, or would change another graph.
        StudyRefused: A study would break rules afterwards; ``findings`` say which.
        LimitReached: It takes more time or memory, or is longer, than ``bounds`` allow.
        StoreBusy: Somebody else is writing.
    """
    bounds = bounds or Bounds()
    if len(sparql) > bounds.update or len(sparql.encode(errors="replace")) > bounds.update:
        raise LimitReached(
            f"The update is longer than {bounds.update:,} bytes.",
            "Send it in parts, or send the statements of a whole graph as such.",
        )
    steps = operations(sparql, default_graphs, named_graphs)
    if not steps:
        return Changed((), store.revision())
    with held(store, "update"):
        listed = [each.id for each in store.studies()]
        step("working out what changes")
        difference = scratch.evaluate(steps, _lines(store, listed, steps), bounds)
        for graph in difference.elsewhere:
            study_of(graph)  # which says why it may not change
        old, new = _both(store, listed, difference, bounds)
        changed, prepared = settle(store, old, new, what="The update", step=step)
    if changed:
        index(store, prepared, step)
    return changed


def _lines(store: Store, listed: Sequence[str], steps: Sequence[Operation]) -> Iterator[str]:
    """Yield the statements of every study that the operations may see or change."""
    seen: set[str] | None = set()
    for each in steps:
        seen = None if seen is None or each.graphs is None else seen | each.graphs
    for study in listed:
        if seen is None or seen.intersection(graphs_of(study)):
            yield from store.read_study(study)


def _both(
    store: Store, listed: Sequence[str], difference: Difference, bounds: Bounds
) -> tuple[dict[str, Contents], dict[str, Contents]]:
    """Return what the studies that change said, and what they are to say."""
    old: dict[str, Contents] = {}
    new: dict[str, Contents] = {}
    for graph in sorted({*difference.added, *difference.removed}):
        study = study_of(graph)
        if study not in old:
            old[study] = contents(store, study, listed)
            new[study] = dict(old[study])
        said = new[study].get(graph, set())
        left = said - _meant(said, difference.removed[graph], bounds)
        new[study][graph] = left | difference.added[graph]
        if not new[study][graph]:
            del new[study][graph]
    return old, new


def _meant(said: set[Triple], removed: set[Triple], bounds: Bounds) -> set[Triple]:
    """Return what is removed as it is written in the study: an engine writes 1.0 as 1."""
    missing = removed - said
    if not missing:
        return removed
    about = {(s, p) for s, p, _ in missing}
    likely = [
        triple
        for triple in said
        if triple[:2] in about and not is_iri(triple[2]) and parts(triple[2])[1] not in _AS_THEY_ARE
    ]
    kept = scratch.as_kept({o for _, _, o in likely}, bounds)
    return removed | {(s, p, o) for s, p, o in likely if (s, p, kept[o]) in removed}
