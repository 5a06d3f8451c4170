"""``/api/explain``: why a quote supports a construct, or what is missing."""

from __future__ import annotations

import json

from flask import Response

from kg.explain import MOST_WAYS, as_json, as_svg, as_text, explain, without_words
from webui.api import forms, schemas
from webui.api.blueprint import pages
from webui.api.operations import Form, Operation, operation
from webui.api.parameters import Asked, Parameter
from webui.sending import send, tag, unchanged
from webui.state import graph, site

_OFFERS = (forms.JSON, forms.TEXT, forms.SVG)

EXPLAIN = Operation(
    "/explain",
    "explain",
    "Why a quote supports a construct, or what is missing",
    "Every chain of facts from the quote to the construct, each step with its source.",
    (
        Parameter(
            "quote",
            "id of a quote, with its study before it where several have that id; or its IRI",
            required=True,
            example="krishna2024/Q27",
        ),
        Parameter(
            "construct",
            "what it supports, or does not: a slug, a CURIE, an IRI, or the id of a code",
            required=True,
            example="patching",
        ),
        Parameter("study", "the study whose quote is meant", example="krishna2024"),
        Parameter(
            "ways",
            "how many chains are given; others are counted",
            kind="integer",
            least=1,
            most=100,
            default=MOST_WAYS,
        ),
        forms.parameter(_OFFERS),
    ),
    (
        Form("application/json", schemas.EXPLANATION),
        Form("text/plain"),
        Form("image/svg+xml"),
    ),
    errors=(400, 404, 406, 503),
)


@operation(pages, EXPLAIN)
def explained(asked: Asked) -> Response:
    """Explain a quote and a construct; strangers get no words of what is not public."""
    form = forms.chosen(asked, _OFFERS)
    store, audience = graph().store, site().audience
    validator = tag("explain", audience, store.revision(), form.name, sorted(asked.given))
    if (same := unchanged(validator)) is not None:
        return same
    found = explain(
        store, asked["quote"], asked["construct"], study=asked["study"], ways=asked["ways"]
    )
    if audience != "owner":
        found = without_words(found)
    if form is forms.TEXT:
        body = as_text(found)
    elif form is forms.SVG:
        body = as_svg(found)
    else:
        body = json.dumps(as_json(found), ensure_ascii=False) + "\n"
    return send(body.encode("utf-8", "surrogatepass"), form.content_type, validator=validator)
