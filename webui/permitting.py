"""Who may change something by a form: a page of this site, with a token typed into it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import request

from webui.protection import NotFromElsewhere
from webui.sparql.refusals import Unauthorized
from webui.sparql.site_backend import SiteBackend
from webui.state import site

if TYPE_CHECKING:
    from webui.sparql.backend import Scope


def may(scope: Scope) -> bool:
    """Say whether a token can change anything here."""
    return SiteBackend(site()).may(scope)


def require_token(scope: Scope) -> None:
    """Ask for a token of a scope: in the header, as programs send it, or in the form.

    Raises:
        Forbidden: Nothing can be changed here, or not with this token.
        Unauthorized: There is none.
    """
    given = request.headers.get("Authorization")
    token = request.form.get("token", "").strip()
    try:
        SiteBackend(site()).require(scope, given or (f"Bearer {token}" if token else None))
    except Unauthorized as error:
        raise Unauthorized(
            error.message,
            f"Type one with the scope {scope}; programs send Authorization: Bearer …",
        ) from None


def only_from_here(remedy: str) -> None:
    """Refuse what a page of another site sends.

    Browsers say where a request comes from; those that do not, and programs, say at most Origin.

    Raises:
        NotFromElsewhere: It comes from elsewhere.
    """
    whence = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    ours = origin is None or urlsplit(origin).netloc == request.host
    if whence not in ("same-origin", "none") if whence is not None else not ours:
        raise NotFromElsewhere("A page of another site sent this.", remedy)
