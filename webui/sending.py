"""Send an answer so that whoever stands between may keep it, and knows when it is out of date."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any
from urllib.parse import quote, urlencode

from flask import Response, request

import kg
from webui.state import site

CACHE = {"owner": "private, no-cache", "public": "public, max-age=60, must-revalidate"}
"""What caches are told: the owner's answers are nobody else's; the public's are looked at anew."""
_SMALL = 1_000
"""Bytes below which packing gains nothing."""
_LARGE = 256 << 10
"""Bytes from which packing is to be quick rather than tight."""


def tag(*parts: object) -> str:
    """Return the validator of what an address answers: of all that decides it, but its encoding."""
    said = json.dumps([kg.__version__, *map(str, parts)])
    return sha256(said.encode()).hexdigest()[:32]


def unchanged(validator: str) -> Response | None:
    """Return the answer that nothing has changed since the client asked, if so."""
    if not request.if_none_match.contains_weak(validator):
        return None
    response = Response(status=304)
    del response.headers["Content-Type"]
    return _kept(response, validator)


def send(
    body: bytes | str | Iterable[bytes],
    content_type: str,
    *,
    validator: str | None = None,
    size: int | None = None,
    links: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    negotiated: bool = True,
    close: Callable[[], object] | None = None,
) -> Response:
    """Return an answer with what caches and clients must know; packed if the client takes that.

    ``size`` is how many bytes an iterable has; ``links`` maps relations to addresses. ``close``
    is called when the answer was sent, or was not.
    """
    chunks = body.encode() if isinstance(body, str) else body
    whole = isinstance(chunks, bytes)
    length = len(chunks) if isinstance(chunks, bytes) else size
    packed = (length is None or length >= _SMALL) and _takes_gzip()
    if packed:
        level = 1 if length is None or length >= _LARGE else 6
        pieces = [chunks] if isinstance(chunks, bytes) else chunks
        chunks = _packed(pieces, level)
        if whole:
            chunks = b"".join(chunks)
    response = Response(chunks, content_type=content_type)
    if close is not None:
        response.call_on_close(close)
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    elif length is not None:
        response.content_length = length
    response.vary.add("Accept-Encoding")
    if negotiated:
        response.vary.add("Accept")
    for name, value in (headers or {}).items():
        response.headers[name] = value
    if links:
        response.headers["Link"] = ", ".join(f'<{to}>; rel="{rel}"' for rel, to in links.items())
    return _kept(response, validator)


def send_json(body: Any, **options: Any) -> Response:
    """Return an answer in JSON, with names in the order given."""
    written = json.dumps(body, ensure_ascii=False, separators=(",", ":")) + "\n"
    return send(written.encode("utf-8", "surrogatepass"), "application/json", **options)


def same_with(parameters: Iterable[tuple[str, str]]) -> str:
    """Return this very address with other parameters, relative: right behind any proxy."""
    return "?" + urlencode(list(parameters), quote_via=quote, safe="/:~")


def _kept(response: Response, validator: str | None) -> Response:
    if validator is None:
        response.headers["Cache-Control"] = "no-store"
    else:
        response.set_etag(validator, weak=True)
        response.headers["Cache-Control"] = CACHE[site().audience]
        response.vary.add("Accept")
        response.vary.add("Accept-Encoding")
    return response


def _takes_gzip() -> bool:
    accepted = request.accept_encodings
    return accepted.quality("gzip") > 0 and accepted.quality("gzip") >= accepted.quality("identity")


def _packed(chunks: Iterable[bytes], level: int) -> Iterator[bytes]:
    packer = zlib.compressobj(level, wbits=31)
    for chunk in chunks:
        if piece := packer.compress(chunk):
            yield piece
    yield packer.flush()
