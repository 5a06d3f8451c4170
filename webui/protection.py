"""What every answer owes its reader: only our own host, our own script, nothing from elsewhere."""

from __future__ import annotations

from flask import Flask, Response, request

from kg.errors import UsageError
from webui.state import site

LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via")
"""What a proxy says about whom it asks for."""

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_A_YEAR = "max-age=31536000"
_FROM_ELSEWHERE = frozenset({"cross-site", "same-site"})


class Misdirected(UsageError):
    """The request was meant for another host."""

    status = 421


class NotFromElsewhere(UsageError):
    """The request comes by a way on which what it asks for must not go."""

    status = 403


def protect(app: Flask) -> None:
    """Refuse other host names and the ways of strangers; add what keeps a page to itself."""

    @app.before_request
    def only_known_hosts() -> None:
        # Without this, a web page could rebind its own name to 127.0.0.1 and read the evidence.
        hosts = site().hosts
        if hosts and _name(request.host) not in hosts:
            raise Misdirected(
                "This service is not known by the name it was asked for.",
                "Open it as http://127.0.0.1 on the computer where `pif serve` runs."
                if site().audience == "owner"
                else "Ask by one of the names given with `pif serve --name`.",
            )

    @app.before_request
    def owner_comes_alone() -> None:
        if site().audience != "owner":
            return
        if any(name in request.headers for name in FORWARDED):
            raise NotFromElsewhere(
                "A proxy stands in front, and everything is shown here: others could read it.",
                "Start it with `pif serve --proxies 1`, which shows what may be public.",
            )
        # Pages of other sites may lead here, but not make the browser fetch or post something.
        from_elsewhere = request.headers.get("Sec-Fetch-Site", "") in _FROM_ELSEWHERE
        if from_elsewhere and (
            request.headers.get("Sec-Fetch-Mode") != "navigate" or request.method != "GET"
        ):
            raise NotFromElsewhere(
                "A page of another site asked for this.", "Open it in a window of its own."
            )

    @app.after_request
    def headers(response: Response) -> Response:
        for header, value in HEADERS.items():
            response.headers.setdefault(header, value)
        if request.is_secure:  # as a proxy that is believed says
            response.headers.setdefault("Strict-Transport-Security", _A_YEAR)
        if "Cache-Control" not in response.headers:
            whose = "private, " if site().audience == "owner" else ""
            response.headers["Cache-Control"] = f"{whose}no-cache"
        return response


def _name(host: str) -> str:
    name = host if host.endswith("]") else host.rpartition(":")[0] or host
    return name.lower()
