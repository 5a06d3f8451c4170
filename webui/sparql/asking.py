"""``/sparql``: the SPARQL 1.1 Protocol (https://www.w3.org/TR/sparql11-protocol/)."""

from __future__ import annotations

import re

from flask import Response, request

from kg.errors import BadParameter, PifError, TooManyAtOnce
from kg.sandbox import kind_of
from webui.sparql import answering, forms, page, reading, service
from webui.sparql.backend import Backend, backend
from webui.sparql.reading import Asked
from webui.sparql.refusals import say

METHODS = ["GET", "HEAD", "POST", "OPTIONS"]
# Answers that are another each time, or come from elsewhere, have no entity tag.
_PASSING = re.compile(r"\b(?:NOW|RAND|UUID|STRUUID)\s*\(|\bSERVICE\b", re.IGNORECASE)


def answer() -> Response:
    """Answer a query, carry out an update, or describe the service."""
    if request.method == "OPTIONS":
        return answering.options(METHODS)
    back = backend()
    asked = reading.asked(back.sizes)
    if asked.update is not None:
        return _update(back, asked.update, asked)
    if asked.query is not None:
        return _query(back, asked.query, asked)
    return _describe(back, asked.format)


def _query(back: Backend, sparql: str, asked: Asked) -> Response:
    form = None
    try:
        kind = kind_of(sparql)
        form = forms.chosen(kind, request.headers.get("Accept"), asked.format, page=True)
        if form is forms.HTML:
            return page.answered(back, sparql, asked.dataset, kind)
        text = reading.with_base(back.complete(sparql), request.base_url)
        lasting = request.method != "POST" and not _PASSING.search(sparql)
        of = (text, asked.dataset, form)
        if lasting and (same := answering.unchanged(answering.tag(back.revision(), *of))):
            return same
        result = back.query(
            text,
            forms.format_of(form),
            asked.dataset,
            client=request.remote_addr or "",
            gone=request.environ.get("waitress.client_disconnected"),
        )
    except PifError as error:
        if form is forms.HTML or (form is None and page.is_wanted(asked.format)):
            if isinstance(error, TooManyAtOnce):
                say("Retry-After", str(error.retry_after))
            return page.refused(back, sparql, error)
        raise
    return answering.sent(result, form, answering.tag(result.revision, *of) if lasting else None)


def figure() -> Response:
    """Answer a query as a chart or a graph in a file.

    Raises:
        BadParameter: There is no query, or its answer is no such figure.
    """
    back = backend()
    asked = reading.asked(back.sizes)
    if asked.query is None or not back.union:
        raise BadParameter("There is no query to draw the answer of.", "Say query=….")
    return page.as_svg(back, asked.query, asked.dataset, kind_of(asked.query))


def _update(back: Backend, sparql: str, asked: Asked) -> Response:
    back.require("update", request.headers.get("Authorization"))
    back.update(reading.with_base(sparql, request.base_url), asked.dataset)
    return answering.done(204)


def _describe(back: Backend, named: str | None) -> Response:
    form = forms.chosen("graph", request.headers.get("Accept"), named, page=True)
    if form is forms.HTML:
        return page.empty(back)
    return service.described(back, request.base_url, form)
