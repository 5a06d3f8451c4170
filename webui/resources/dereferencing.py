"""Every IRI of the graph answers: 303 to a document about the thing, in the form one asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from kg.describing.memory import Memory, steady
from kg.describing.vocabulary import vocabulary
from kg.errors import UnknownThing
from webui.negotiation import choose
from webui.resources.addresses import here, own_page, path_of
from webui.resources.finding import Found, document_path, find, find_named, has_form
from webui.resources.forms import BY_SUFFIX, HTML, Form, forms_of
from webui.resources.sending import answer, moved, see_other
from webui.resources.telling import Told, list_parameters, tell
from webui.resources.vocabularies import tell_vocabulary
from webui.state import graph

if TYPE_CHECKING:
    from kg.store.base import Store

blueprint = Blueprint("things", __name__)


@blueprint.get("/study/<path:rest>")
@blueprint.get("/scheme")
@blueprint.get("/scheme.<rest>")
@blueprint.get("/scheme/<path:rest>")
@blueprint.get("/ontology")
@blueprint.get("/ontology.<rest>")
@blueprint.get("/ontology/<path:rest>")
@blueprint.get("/work/<path:rest>")
@blueprint.get("/graph/<path:rest>")
@blueprint.get("/literature/<path:rest>")
def thing(rest: str = "") -> Response:
    """Answer for a thing, or for one of the documents about it."""
    store = graph().store
    return _answer(store, steady(store, lambda memory: find(store, memory)))


@blueprint.get("/resource")
@blueprint.get("/resource.<path:suffix>")
def resource(suffix: str = "") -> Response:
    """Answer for a thing whose IRI is not of this site: ``/resource?iri=…``."""
    if suffix and suffix not in BY_SUFFIX:
        raise UnknownThing(f"There is no form {suffix[:40]!r}.", "Leave the ending out.")
    store, iri = graph().store, request.args.get("iri", "")
    return _answer(store, steady(store, lambda memory: find_named(store, memory, iri, suffix)))


def _answer(store: Store, found: Found) -> Response:
    form = found.form
    named = vocabulary(found.iri)
    if named is not None and named.iri != found.iri:  # a version IRI: this is that version
        if form is not None:
            return see_other(here(path_of(named.iri, form)))
        found = Found(named.iri)
    if found.moved:
        return moved(here(path_of(found.iri, form, **list_parameters())))
    if form is None:
        asked = BY_SUFFIX.get(request.args.get("format", ""))
        if asked is None or not has_form(found.iri, asked):
            return _negotiated(store, found.iri)
        form = asked

    def make(memory: Memory) -> Told:
        if named is not None:
            return tell_vocabulary(named, form)
        return tell(store, memory, found.iri, form)

    return answer(make, form.content_type)


def _negotiated(store: Store, iri: str) -> Response:
    forms = forms_of(iri)
    offer = choose([form.offer for form in forms], request.headers.get("Accept"))
    chosen: Form = next(form for form in forms if form.offer is offer)
    parameters = list_parameters()
    page = own_page(iri) if chosen is HTML and not parameters else None
    return see_other(here(page or document_path(store, iri, chosen, **parameters)))
