"""Write one graph: put it in place of what was there, add to it, or take it out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from kg.changing import scratch
from kg.changing.belonging import study_of
from kg.changing.committing import Changed, contents, held, index, settle
from kg.changing.scratch import Bounds
from kg.errors import LimitReached, UnknownThing, UsageError
from kg.namespaces import mapping_graph
from kg.preparing import Step, silent
from kg.terms import Triple

if TYPE_CHECKING:
    from kg.store.base import Store

MEDIA_TYPES = {
    "text/turtle": ".ttl",
    "application/n-triples": ".nt",
    "application/ld+json": ".jsonld",
    "application/rdf+xml": ".rdf",
}
"""The media types a graph is read from, and the file name ending that means the same."""


def put_graph(
    store: Store,
    graph: str,
    data: bytes,
    content_type: str,
    *,
    bounds: Bounds | None = None,
    step: Step = silent,
) -> Changed:
    """Put statements in place of a graph: what a study says, or its mappings.

    Relative addresses in ``data`` are completed with the graph's own.

    Raises:
        UsageError: It is not such a graph, or not RDF of that media type.
        StudyRefused: The study would break rules; ``findings`` say which. Nothing is changed.
        LimitReached: It is longer, or takes more time or memory, than ``bounds`` allow.
        StoreBusy: Somebody else is writing.
    """
    return _write(store, graph, data, content_type, "put", bounds or Bounds(), step)


def post_graph(
    store: Store,
    graph: str,
    data: bytes,
    content_type: str,
    *,
    bounds: Bounds | None = None,
    step: Step = silent,
) -> Changed:
    """Add statements to a graph; raises as :func:`put_graph` does.

    A blank node gets its address from what is said of it: the same one sent twice is there once.
    """
    return _write(store, graph, data, content_type, "post", bounds or Bounds(), step)


def delete_graph(store: Store, graph: str, *, step: Step = silent) -> Changed:
    """Take a graph out. With what a study says its mappings go, and all that follows from it.

    Raises:
        UnknownThing: There is no such graph.
        UsageError: It is not the graph of a study.
        StudyRefused: The study would break rules without its mappings.
        StoreBusy: Somebody else is writing.
    """
    study = study_of(graph)
    with held(store, f"delete {graph}"):
        old = contents(store, study, [each.id for each in store.studies()])
        if graph not in old:
            raise UnknownThing(f"There is no graph <{graph}>.", "`pif studies` lists the studies.")
        new = {name: triples for name, triples in old.items() if name != graph}
        changed, prepared = settle(store, {study: old}, {study: new}, what=_said(graph), step=step)
    index(store, prepared, step)
    return changed


def _write(
    store: Store,
    graph: str,
    data: bytes,
    content_type: str,
    how: Literal["put", "post"],
    bounds: Bounds,
    step: Step,
) -> Changed:
    study = study_of(graph)
    step("reading what was sent")
    sent = _read(graph, data, content_type, bounds)
    if how == "put" and not sent:
        raise UsageError(
            "What was sent makes no statement.",
            "To take a graph out, delete it; nothing is changed.",
        )
    with held(store, f"{how} {graph}"):
        old = contents(store, study, [each.id for each in store.studies()])
        if graph == mapping_graph(study) and not old:
            raise UnknownThing(
                f"There is no study {study}, whose mappings these would be.",
                "Write the study first.",
            )
        kept = old.get(graph, set()) if how == "post" else set()
        new = {**old, graph: kept | sent} if sent else old
        changed, prepared = settle(store, {study: old}, {study: new}, what=_said(graph), step=step)
    if changed:
        index(store, prepared, step)
    return changed


def _read(graph: str, data: bytes, content_type: str, bounds: Bounds) -> set[Triple]:
    media, *parameters = (part.strip().lower() for part in content_type.split(";"))
    if media not in MEDIA_TYPES:
        raise UsageError(
            f"{media[:80] or 'No media type'} is not read here.",
            f"Send {', '.join(MEDIA_TYPES)}, and name it in Content-Type.",
        )
    charset = next((p[8:].strip('"') for p in parameters if p.startswith("charset=")), "utf-8")
    if charset not in ("utf-8", "us-ascii"):
        raise UsageError(f"The character set {charset[:40]} is not read here.", "Send UTF-8.")
    if len(data) > bounds.data:
        raise LimitReached(
            f"What was sent is longer than {bounds.data:,} bytes.", "`pif load` reads more."
        )
    return scratch.parse(data, MEDIA_TYPES[media], graph, bounds) if data.strip() else set()


def _said(graph: str) -> str:
    return f"The change of <{graph}>"
