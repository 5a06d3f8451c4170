"""What the protocols refuse, with the status and the headers that HTTP asks for."""

from __future__ import annotations

from flask import g

from kg.errors import LimitReached, PifError, UsageError

_HEADERS = "sparql_headers"


class UnsupportedMediaType(UsageError):
    """What was sent is of a kind that is not read."""

    status = 415


class BodyTooLarge(LimitReached):
    """What was sent is longer than is read."""

    status = 413


class Unauthorized(PifError):
    """A token is needed."""

    status = 401


class Forbidden(PifError):
    """No token would help, or this one does not."""

    status = 403


class PreconditionFailed(UsageError):
    """The graph is not in the state that the request asks for."""

    status = 412


class NotHere(PifError):
    """The site does not answer SPARQL at present."""

    status = 503


def ask_for_token(scope: str) -> Unauthorized:
    """Return the refusal of a change without a token."""
    say("WWW-Authenticate", f'Bearer realm="pif-kg", scope="{scope}"')
    return Unauthorized(
        "This changes the graph, which needs a token.",
        f"Send one with the scope {scope}, as Authorization: Bearer …",
    )


def say(header: str, value: str) -> None:
    """Put a header on whatever is answered to this request."""
    kept: dict[str, str] = g.setdefault(_HEADERS, {})
    kept[header] = value


def said() -> dict[str, str]:
    """Return the headers that are to be put on the answer."""
    kept: dict[str, str] = g.get(_HEADERS, {})
    return kept
