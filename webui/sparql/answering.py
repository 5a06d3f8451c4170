"""Answers on their way out: entity tags, packing, and the methods there are."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from flask import Response, request

from kg.store.vocabulary import fixed_graphs
from webui import sending
from webui.sparql.refusals import said

if TYPE_CHECKING:
    from kg.sandbox import Result
    from webui.negotiation import Offer


def tag(revision: str, *of: object) -> str:
    """Return the entity tag of what is answered from one revision in one form.

    It is a weak one: without ORDER BY, and where blank nodes are named anew, the same answer may
    have other bytes.
    """
    return sending.tag(_shipped(), revision, *map(repr, of))


@cache
def _shipped() -> tuple[str, ...]:
    # The ontology and the scheme are part of every answer, and no part of the revision.
    return tuple(graph.digest for graph in fixed_graphs())


def unchanged(etag: str) -> Response | None:
    """Return 304 if the client has this answer; None if it does not."""
    return sending.unchanged(etag) if request.method in ("GET", "HEAD") else None


def sent(result: Result, form: Offer, etag: str | None) -> Response:
    """Return an answer as it comes out of the jail, packed where the client takes that."""
    return sending.send(
        result.chunks(),
        form.content_type,
        validator=etag,
        size=result.size,
        close=result.close,
    )


def finish(response: Response) -> Response:
    """Add what every answer of these addresses has: Vary, and the headers that were said."""
    response.vary.update(("Accept", "Accept-Encoding"))
    for header, value in said().items():
        response.headers[header] = value
    return response


def options(allowed: Sequence[str]) -> Response:
    """Answer OPTIONS with the methods there are."""
    response = done(204)
    response.headers["Allow"] = ", ".join(allowed)
    return response


def done(status: int) -> Response:
    """Return an answer that has nothing to say but its status."""
    response = Response(status=status)
    del response.headers["Content-Type"]
    response.headers["Cache-Control"] = "no-store"
    return response
