"""Errors as pages, or as JSON for those who ask for it: one handler, one shape."""

from __future__ import annotations

import logging

from flask import Flask, Response, jsonify, make_response, render_template, request
from werkzeug.exceptions import HTTPException

from kg.errors import PifError, TooManyAtOnce
from webui.negotiation import NotAcceptable, Offer, choose

log = logging.getLogger(__name__)

_FORMS = (Offer("html", ("text/html",)), Offer("json", ("application/json",)))
# A program that says nothing of what it accepts gets JSON at these addresses, not a page.
_FOR_PROGRAMS = ("/api/", "/sparql", "/graph-store", "/healthz", "/readyz", "/metrics")
_HINTS = {
    404: "Check the address, or begin at the home page.",
    421: "Open it as http://127.0.0.1 on the computer where `pif serve` runs.",
}


def handle(app: Flask) -> None:
    """Answer every error of an application."""

    @app.errorhandler(PifError)
    def expected(error: PifError) -> tuple[Response, int]:
        answer, status = _answer(error.status, error.code, error.message, error.hint)
        if isinstance(error, TooManyAtOnce):
            answer.headers["Retry-After"] = str(error.retry_after)
        return answer, status

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> tuple[Response, int]:
        status = error.code or 500
        name = (error.name or "error").lower()
        hint = _HINTS.get(status, "")
        methods = sorted(getattr(error, "valid_methods", None) or ())
        if methods:
            hint = f"It answers {', '.join(methods)}."
        answer, status = _answer(status, name.replace(" ", "-"), f"{error.name}.", hint)
        if methods:
            answer.headers["Allow"] = ", ".join(methods)
        return answer, status

    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> tuple[Response, int]:
        log.exception("unexpected error")
        said = "Something went wrong that should not."
        return _answer(500, "internal-error", said, "The log of `pif serve` says more.")


def _answer(status: int, code: str, message: str, hint: str) -> tuple[Response, int]:
    try:
        wanted = choose(_FORMS, request.headers.get("Accept")).name
    except NotAcceptable:  # an error is told all the same
        wanted = "json"
    if request.path.startswith(_FOR_PROGRAMS) and "text/html" not in str(request.accept_mimetypes):
        wanted = "json"
    if wanted == "json":
        error = {"code": code, "message": message, "hint": hint}
        return _varied(jsonify(error=error, status=status)), status
    page = render_template("error.html", message=message, hint=hint)
    return _varied(make_response(page)), status


def _varied(response: Response) -> Response:
    response.vary.add("Accept")
    return response
