"""The forms in which answers are given: by ``format`` in the address, else by the Accept header."""

from __future__ import annotations

from collections.abc import Sequence

from flask import request

from webui.api.parameters import Asked, Parameter
from webui.negotiation import Offer, choose

JSON = Offer("json", ("application/json",))
CSV = Offer("csv", ("text/csv",))
TSV = Offer("tsv", ("text/tab-separated-values",))
SVG = Offer("svg", ("image/svg+xml",))
TEXT = Offer("text", ("text/plain",))

ROWS = (
    Offer("json", ("application/sparql-results+json", "application/json")),
    Offer("xml", ("application/sparql-results+xml", "application/xml", "text/xml")),
    CSV,
    TSV,
)
"""What rows, and yes or no, are written as."""
GRAPHS = (
    Offer("turtle", ("text/turtle", "application/x-turtle")),
    Offer("ntriples", ("application/n-triples",)),
    Offer("jsonld", ("application/ld+json", "application/json")),
    Offer("rdfxml", ("application/rdf+xml",)),
)


def parameter(offers: Sequence[Offer]) -> Parameter:
    """Return the parameter that chooses among forms."""
    return Parameter(
        "format",
        "form of the answer; without it the Accept header decides",
        choices=tuple(offer.name for offer in offers),
    )


def chosen(asked: Asked, offers: Sequence[Offer]) -> Offer:
    """Return the form that is wanted.

    Raises:
        NotAcceptable: The Accept header refuses all of them.
    """
    named = asked["format"]
    if named is not None:
        return next(offer for offer in offers if offer.name == named)
    return choose(offers, request.headers.get("Accept"))
