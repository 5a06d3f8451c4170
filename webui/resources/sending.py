"""Answers that clients may keep, and need not be sent again while they are the same.

The validator of an answer is a digest of its very bytes: strong, and changed by nothing but a
change of what is said, whichever study it came from. It is remembered by address for as long as
the store stays at one revision, so that being told *nothing has changed* costs no more than that.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Iterable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Response, redirect, request
from werkzeug.http import http_date

from kg.describing import dates
from kg.describing.memory import Memory, steady
from webui.sending import CACHE
from webui.state import graph, site

if TYPE_CHECKING:
    from webui.resources.signposts import Signposts

Make = Callable[[Memory], "tuple[bytes, Signposts | None]"]
"""Makes the bytes of an answer and the links that go with it."""

_SMALL = 1_000
"""Bytes below which packing gains nothing."""
_PACKED = "-gzip"
_SETTLED = 2.0  # seconds after which a time in whole seconds is sure to tell a change


def answer(make: Make, content_type: str, *, negotiated: bool = False) -> Response:
    """Answer with what ``make`` makes of the store, or say that the client has it already.

    ``negotiated`` says that the same address answers otherwise for other Accept headers.
    """
    store, key = graph().store, _key(content_type)
    if request.if_none_match:
        known = steady(store, lambda memory: memory.tags.get(key))
        if known and request.if_none_match.contains_weak(_variant(*known)):
            return _finished(Response(status=304), _variant(*known), negotiated=negotiated)

    def made(memory: Memory) -> tuple[bytes, Signposts | None, str]:
        body, links = make(memory)
        said = (sha256(body).hexdigest()[:32], len(body) >= _SMALL)
        return body, links, _variant(*(memory.tags.get(key) or memory.tags.put(key, said)))

    body, links, variant = steady(store, made)
    if request.if_none_match.contains_weak(variant) or _unmodified():
        return _finished(Response(status=304), variant, negotiated=negotiated)
    packed = variant.endswith(_PACKED)
    response = Response(_packed(body) if packed else body, content_type=content_type)
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    return _finished(response, variant, links, negotiated=negotiated)


def stream(
    chunks: Callable[[], tuple[Iterable[bytes], int | None]],
    content_type: str,
    tag: str,
    *,
    name: str,
    links: Signposts | None = None,
) -> Response:
    """Answer with a file that is made as it is sent; ``tag`` says what decides its bytes."""
    variant = sha256(tag.encode()).hexdigest()[:32]
    if request.if_none_match.contains_weak(variant) or _unmodified():
        return _finished(Response(status=304), variant, packs=False)
    body, size = chunks()
    response = Response(body, content_type=content_type)
    if size is not None:
        response.content_length = size
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return _finished(response, variant, links, packs=False)


def see_other(address: str) -> Response:
    """Send the client from a thing to a document about it."""
    response: Response = redirect(address, 303, Response)  # type: ignore[assignment]
    response.vary.add("Accept")
    response.headers["Cache-Control"] = CACHE[site().audience]
    return _shared(response)


def moved(address: str) -> Response:
    """Send the client to the one address that is right."""
    response: Response = redirect(address, 301, Response)  # type: ignore[assignment]
    response.headers["Cache-Control"] = CACHE[site().audience]
    return _shared(response)


def _finished(
    response: Response,
    tag: str,
    links: Signposts | None = None,
    *,
    negotiated: bool = False,
    packs: bool = True,
) -> Response:
    if response.status_code == 304:
        del response.headers["Content-Type"]
    response.set_etag(tag)
    modified = _modified()
    if modified is not None:
        response.headers["Last-Modified"] = http_date(modified)
    response.headers["Cache-Control"] = CACHE[site().audience]
    if packs:
        response.vary.add("Accept-Encoding")
    if negotiated:
        response.vary.add("Accept")
    if links is not None:
        response.headers["Link"] = links.header()
    return _shared(response)


def _shared(response: Response) -> Response:
    """Let scripts of other sites read what is public."""
    if site().audience == "public":
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = "ETag, Link, Location"
    return response


def _key(content_type: str) -> str:
    return f"{request.url} {request.script_root} {content_type}"


def _variant(digest: str, large: bool) -> str:
    """Return the validator of the bytes that would be sent: packed, they are others."""
    return f"{digest}{_PACKED}" if large and _takes_gzip() else digest


def _unmodified() -> bool:
    """Say whether a client that sent a date, and no validator, has what is current."""
    modified, since = _modified(), request.if_modified_since
    if request.headers.get("If-None-Match") or modified is None or since is None:
        return False
    return int(modified) <= since.timestamp()


def _modified() -> float | None:
    """Return when an answer last changed, in whole seconds: with the store, or with ourselves.

    None where the store does not tell, and for a moment after a change: a second one in the same
    second would not show.
    """
    changed = dates.changed(graph().store)
    if changed is None or time.time() - changed < _SETTLED:
        return None
    return float(int(max(changed, _installed())))


@cache
def _installed() -> float:
    """Return when the newest file of this package was written."""
    home = Path(__file__).resolve().parents[1]
    return max(p.stat().st_mtime for p in home.rglob("*") if p.suffix in (".py", ".html"))


def _takes_gzip() -> bool:
    accepted = request.accept_encodings
    return accepted.quality("gzip") > 0 and accepted.quality("gzip") >= accepted.quality("identity")


def _packed(body: bytes) -> bytes:
    packer = zlib.compressobj(6, wbits=31)
    return packer.compress(body) + packer.flush()
