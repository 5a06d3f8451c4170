"""Write out the service description, as ``/sparql`` answers when nothing is asked."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from flask import Response, current_app

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

_EXAMPLES = "pif-sparql-examples"
_WRITTEN = "pif-sparql-descriptions"
_KEPT = 8
"""Descriptions that are kept as they were written: the formats, asked for by two names."""


def described(back: Backend, endpoint: str, form: Offer) -> Response:
    """Return the description of the service at an address, in a form for graphs."""
    revision = back.revision()
    etag = answering.tag(revision, "description", endpoint, form, back.may("update"))
    if same := answering.unchanged(etag):
        return same
    written: OrderedDict[str, bytes] = current_app.extensions.setdefault(_WRITTEN, OrderedDict())
    if etag in written:
        return _sent(written[etag], form, etag)
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
    body = b"".join(write(forms.graph_format(form), triples, NAMES))
    if back.union and counted is None:
        return _sent(body, form, None)
    written[etag] = body
    while len(written) > _KEPT:
        written.popitem(last=False)
    return _sent(body, form, etag)


def _sent(body: bytes, form: Offer, etag: str | None) -> Response:
    return sending.send(body, form.content_type, validator=etag)


def _examples(store: Store, revision: str) -> tuple[Example, ...]:
    kept: tuple[str, tuple[Example, ...]] = current_app.extensions.get(_EXAMPLES, ("", ()))
    if kept[0] != revision:
        kept = current_app.extensions[_EXAMPLES] = (revision, tuple(examples(store)))
    return kept[1]
