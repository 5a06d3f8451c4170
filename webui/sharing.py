"""Lets pages of other sites read what is public: notebooks, dashboards, query editors.

What strangers are shown is the same for everybody, and no cookie is ever set, so there is nothing
that a page could read with somebody's rights. Tokens are for programs: no page may send one.
The owner's pages are never shared.
"""

from __future__ import annotations

from flask import Flask, Response, request

from webui.state import site

_SHOWN = "Content-Disposition, ETag, Link, Retry-After, X-Request-Id, X-Total-Count"
_MAY_SEND = "Accept, Accept-Language, Cache-Control, Content-Type, If-None-Match"
_METHODS = "GET, HEAD, POST, OPTIONS"


def share(app: Flask) -> None:
    """Add to the answers of a public site what browsers need to let other pages read them."""

    @app.before_request
    def preflight() -> Response | None:
        asked = "Origin" in request.headers and "Access-Control-Request-Method" in request.headers
        if request.method != "OPTIONS" or not asked or site().audience != "public":
            return None
        answer = Response(status=204)
        answer.headers["Access-Control-Allow-Methods"] = _METHODS
        answer.headers["Access-Control-Allow-Headers"] = _MAY_SEND
        answer.headers["Access-Control-Max-Age"] = "86400"
        return answer

    @app.after_request
    def shared(response: Response) -> Response:
        if site().audience == "public":
            response.headers.setdefault("Access-Control-Allow-Origin", "*")
            response.headers.setdefault("Access-Control-Expose-Headers", _SHOWN)
            response.headers.setdefault("Cross-Origin-Resource-Policy", "cross-origin")
        return response
