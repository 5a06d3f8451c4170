"""Errors as pages, or as JSON for those who ask for it: one handler, one shape."""

from __future__ import annotations

import logging

from flask import Flask, Response, jsonify, render_template, request
from werkzeug.exceptions import HTTPException

from kg.errors import PifError

log = logging.getLogger(__name__)

_HINTS = {
    404: "Check the address, or begin at the home page.",
    405: "This address can only be read.",
    421: "Open it as http://127.0.0.1 on the computer where `pif serve` runs.",
}


def handle(app: Flask) -> None:
    """Answer every error of an application."""

    @app.errorhandler(PifError)
    def expected(error: PifError) -> tuple[Response | str, int]:
        return _answer(error.status, error.code, error.message, error.hint)

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> tuple[Response | str, int]:
        status = error.code or 500
        name = (error.name or "error").lower()
        return _answer(status, name.replace(" ", "-"), f"{error.name}.", _HINTS.get(status, ""))

    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> tuple[Response | str, int]:
        log.exception("unexpected error")
        said = "Something went wrong that should not."
        return _answer(500, "internal-error", said, "The log of `pif serve` says more.")


def _answer(status: int, code: str, message: str, hint: str) -> tuple[Response | str, int]:
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    if best == "application/json":
        error = {"code": code, "message": message, "hint": hint}
        return jsonify(error=error, status=status), status
    return render_template("error.html", message=message, hint=hint), status
