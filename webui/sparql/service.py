"""Write out the service description, as ``/sparql`` answers when nothing is asked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flask import Response, current_app, request

from kg.describing.writing import write
from webui import sending
from webui.sparql import answering, forms
from webui.sparql.backend import Backend
from webui.sparql.counting import Figures, figures
from webui.sparql.description import NAMES, Description
from webui.sparql.examples import Example, examples

if TYPE_CHECKING:
    from kg.store.base import Store
    from webui.negotiation import Offer

_KEY = "pif-sparql-examples"


def described(back: Backend, endpoint: str, form: Offer) -> Response:
    """Return the description of the service at an address, in a form for graphs."""
    revision = back.revision()
    etag = answering.tag(revision, "description", endpoint, form, back.may("update"))
    if same := answering.unchanged(etag):
        return same
    counted: Figures | None = None
    shown: tuple[Example, ...] = ()
    if back.union:
        from webui.state import site

        store = site().graph.store
        counted = figures(store)
        shown = _examples(store, revision)
    graphs = [g.iri for g in counted.statistics.graphs] if counted else []
    if not back.union:
        graphs = back.graphs()
    triples = Description(back, endpoint).triples(counted, graphs, shown)
    body: Iterator[bytes] = write(forms.graph_format(form), triples, NAMES)
    complete = counted is not None or not back.union
    return sending.send(
        b"".join(body),
        form.content_type,
        validator=etag if complete and request.method != "POST" else None,
    )


def _examples(store: Store, revision: str) -> tuple[Example, ...]:
    kept: tuple[str, tuple[Example, ...]] = current_app.extensions.get(_KEY, ("", ()))
    if kept[0] != revision:
        kept = current_app.extensions[_KEY] = (revision, tuple(examples(store)))
    return kept[1]
