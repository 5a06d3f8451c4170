"""What every answer owes its reader: only our own host, no script, nothing from elsewhere."""

from __future__ import annotations

from flask import Flask, Response, abort, request

from webui.state import site

LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def protect(app: Flask) -> None:
    """Refuse other host names and add the headers that keep a page to itself."""

    @app.before_request
    def only_known_hosts() -> None:
        # Without this, a web page could rebind its own name to 127.0.0.1 and read the evidence.
        name = request.host.rsplit(":", 1)[0] if not request.host.endswith("]") else request.host
        hosts = site().hosts
        if hosts and name not in hosts:
            abort(421)

    @app.after_request
    def headers(response: Response) -> Response:
        for header, value in HEADERS.items():
            response.headers.setdefault(header, value)
        if request.endpoint != "static":
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response
