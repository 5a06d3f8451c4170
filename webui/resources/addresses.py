"""From the address a client asked for to the IRI it means, and back.

An IRI of ours is dereferenced with this host in place of its base. What has another IRI has an
address here all the same: a work with a DOI below ``/literature/``, anything else as
``/resource?iri=…``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from urllib.parse import quote, unquote_to_bytes

from flask import current_app, request
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import RequestRedirect

from kg import terms
from kg.errors import UsageError
from kg.index.scheme import constructs
from kg.namespaces import BASE, CONSTRUCT, SCHEME
from webui.resources.forms import Form

DOI = "https://doi.org/"
LITERATURE = "/literature/"
RESOURCE = "/resource"
LONGEST = 4_000
"""Characters of an address that are read."""

# In a path these stand for themselves; whatever else is escaped keeps its escape, so that
# `a%2Fb` is not taken for `a/b`.
_KEPT = frozenset("/?#[]%")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
_SAFE = "/:@!$&'()*+,;=~%-._"
_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_ESCAPES = re.compile(r"(?:%[0-9A-Fa-f]{2})+")


def asked_path() -> str:
    """Return the path that was asked for as it was written, escapes and all, without our prefix.

    Raises:
        UsageError: It is too long, is not UTF-8, or holds control characters.
    """
    decoded = request.path
    raw = _raw_path(decoded)
    if len(raw) > LONGEST:
        raise UsageError("This address is too long.", f"At most {LONGEST:,} characters are read.")
    if _BAD_ESCAPE.search(raw):
        raise UsageError("This address has a % that begins no escape.", "Write %25 for a percent.")
    try:
        plain = unquote_to_bytes(raw).decode("utf-8")
    except UnicodeDecodeError:
        raise UsageError("This address is not UTF-8.", "Escape its letters as UTF-8.") from None
    if _CONTROL.search(plain):
        raise UsageError("This address holds a control character.", "Take it out.")
    return raw


def iris_for(path: str) -> list[str]:
    """Return the IRIs that a path may mean: as it is escaped, and with its letters written out.

    An IRI may hold escapes of its own, so those of plain characters are tried both ways.

    >>> iris_for("/study/s/quote/%C3%A9%2F")
    ['https://w3id.org/pif-kg/study/s/quote/%C3%A9%2F', 'https://w3id.org/pif-kg/study/s/quote/é%2F']
    """
    start, rest = _beginning(path)
    found = [start + rest, start + _written_out(rest, letters=True), start + _written_out(rest)]
    return [iri for iri in dict.fromkeys(found) if _may_be(iri)]


def tidied(path: str) -> list[str]:
    """Return IRIs that somebody may have meant who wrote a path otherwise than we do.

    Without a slash in the end, without spaces, with letters composed (NFC).
    """
    start, rest = _beginning(path)
    plain = _written_out(rest).rstrip("/")
    variants = []
    for spaced in (plain, "".join(plain.split())):
        variants += [spaced, unicodedata.normalize("NFC", spaced)]
    return [start + v for v in dict.fromkeys(variants) if v and _may_be(start + v)]


def path_of(iri: str, form: Form | None = None, **parameters: str) -> str:
    """Return the path of a thing on this site, without the prefix it is served behind.

    >>> path_of("https://w3id.org/pif-kg/ontology#Quote")
    '/ontology#Quote'
    >>> path_of("https://doi.org/10.1186/s12909-024-05992-0")
    '/literature/10.1186/s12909-024-05992-0'
    """
    return _path(iri, f".{form.suffix}" if form else "", tuple(parameters.items()))


@lru_cache(maxsize=10_000)
def _path(iri: str, suffix: str, parameters: tuple[tuple[str, str], ...]) -> str:
    fragment = ""
    query = {name: value for name, value in parameters if value}
    if iri.startswith(BASE):
        rest, hash, after = iri[len(BASE) :].partition("#")
        path = f"/{quote(rest, safe=_SAFE)}"
        fragment = f"#{quote(after, safe=_SAFE)}" if hash else ""
    elif iri.startswith(DOI):
        path = LITERATURE + quote(iri[len(DOI) :], safe=_SAFE)
    else:
        path, query = RESOURCE, {"iri": iri, **query}
    return f"{path}{suffix}{_query(query)}{fragment}"


def absolute(path: str) -> str:
    """Return the whole address of a path of this site, with the host that was asked."""
    return f"{request.host_url.rstrip('/')}{request.script_root}{path}"


def here(path: str) -> str:
    """Return the address of a path of this site for a link in a page."""
    return f"{request.script_root}{path}"


def own_page(iri: str) -> str | None:
    """Return the path of the page that was made for a study, construct or list; None if none.

    Such pages are other subjects' of the application; whether they are there shows in its rules.
    """
    path = ""
    if iri.startswith(CONSTRUCT) and iri[len(CONSTRUCT) :] in _slugs():
        path = f"/constructs/{iri[len(CONSTRUCT) :]}"
    elif iri == SCHEME:
        path = "/constructs"
    elif iri.startswith(f"{BASE}study/") and "/" not in iri[len(BASE) + 6 :]:
        path = f"/studies/{iri[len(BASE) + 6 :]}"
    return quote(path, safe=_SAFE) if path and answers(path) else None


@cache
def _slugs() -> frozenset[str]:
    """Return the constructs of the shared scheme; its collections have no page made for them."""
    return frozenset(key for key, _, _ in constructs())


def answers(path: str) -> bool:
    """Say whether the application has a page at a path."""
    try:
        current_app.url_map.bind("localhost").match(path, method="GET")
    except (NotFound, MethodNotAllowed, RequestRedirect):
        return False
    return True


def _beginning(path: str) -> tuple[str, str]:
    if path.startswith(LITERATURE):
        return DOI, path[len(LITERATURE) :]
    return BASE, path[1:]


def _raw_path(decoded: str) -> str:
    """Return the path as the request line has it; made anew where the server does not say."""
    environ = request.environ
    raw = str(environ.get("REQUEST_URI") or environ.get("RAW_URI") or "")
    raw = re.sub(r"\A[a-z][a-z0-9+.-]*://[^/?#]*", "", raw, flags=re.IGNORECASE)
    raw = raw.partition("?")[0].partition("#")[0]
    # Servers hand on bytes as Latin-1; a path that was not escaped is escaped here.
    raw = quote(raw.encode("latin-1", "replace"), safe=_SAFE) if not raw.isascii() else raw
    plain = unquote_to_bytes(raw).decode("utf-8", "replace")
    prefix = request.script_root
    if plain == decoded:
        return raw
    if plain == prefix + decoded:  # the proxy in front passes its prefix on
        return raw[len(_matching(raw, prefix)) :]
    return quote(decoded, safe=_SAFE.replace("%", ""))


def _matching(raw: str, prefix: str) -> str:
    """Return the beginning of an escaped path that is a prefix, however it is escaped."""
    for end in range(len(prefix), len(raw) + 1):
        if unquote_to_bytes(raw[:end]).decode("utf-8", "replace") == prefix:
            return raw[:end]
    return ""


def _written_out(escaped: str, *, letters: bool = False) -> str:
    """Return a path with what is escaped written out, but for what an escape sets apart.

    With ``letters``, only what is not ASCII.
    """

    def one(match: re.Match[str]) -> str:
        plain = unquote_to_bytes(match[0]).decode("utf-8", "replace")
        kept = (c in _KEPT or (letters and c.isascii()) for c in plain)
        return "".join(f"%{ord(c):02X}" if keep else c for c, keep in zip(plain, kept, strict=True))

    return _ESCAPES.sub(one, escaped)


def _may_be(iri: str) -> bool:
    try:
        terms.iri(iri)
    except ValueError:
        return False
    return True


def _query(parameters: Mapping[str, str]) -> str:
    if not parameters:
        return ""
    pairs = (f"{name}={quote(value, safe='/:~')}" for name, value in parameters.items())
    return "?" + "&".join(pairs)
