"""``/ontology/uses/{Term}``: the things in the graph that use a term of the ontology."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, make_response, render_template, request

from kg.pages.ontology.uses import MOST, uses
from webui.links import at, to_thing, to_work
from webui.negotiation import Offer, choose
from webui.ontology.showing import full_address
from webui.state import graph, site

blueprint = Blueprint("uses", __name__)

_FORMS = (
    Offer("html", ("text/html", "application/xhtml+xml")),
    Offer("json", ("application/json",)),
)


@blueprint.get("/ontology/uses/<name>")
def used(name: str) -> Response:
    """Show the first things that use a term, with the number of all."""
    ending = name.endswith(".json")
    form = "json" if ending else choose(_FORMS, request.headers.get("Accept")).name
    found = uses(graph().store, name.removesuffix(".json"))
    if form == "json":
        response = jsonify(
            term=found.term.iri,
            total=MOST if found.uncounted else found.total,
            more_than_total=found.uncounted,
            truncated=found.total > len(found.shown),
            things=[{"iri": u.iri, "label": u.label, "study": u.study} for u in found.shown],
            sparql=found.sparql,
        )
    else:
        page = render_template(
            "ontology_uses.html",
            found=found,
            things=[(user, to_thing(user.iri) or to_work(user.iri)) for user in found.shown],
            number=f"more than {MOST:,}" if found.uncounted else f"{found.total:,}",
            term_href=full_address(found.term),
            editor=at("/sparql", query=found.sparql) if site().jail else "",
        )
        response = make_response(page)
    response.vary.add("Accept")
    return response
