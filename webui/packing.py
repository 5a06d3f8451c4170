"""Pages are sent packed to those who can unpack them.

What a view has packed itself, or yields piece by piece, is left alone. A packed page is another
representation of the same thing, so its ETag is weak: it still tells that nothing has changed.
"""

from __future__ import annotations

import gzip

from flask import Flask, Response, request

_SMALL = 1_000
_LARGE = 4 << 20
_LEVEL = 6
_TYPES = frozenset(
    {
        "application/javascript",
        "application/json",
        "application/n-quads",
        "application/n-triples",
        "application/trig",
        "application/xml",
        "image/svg+xml",
    }
)


def pack(app: Flask) -> None:
    """Pack the answers of an application that gain by it."""

    @app.after_request
    def packed(response: Response) -> Response:
        if not _gains(response):
            return response
        response.vary.add("Accept-Encoding")
        if takes_gzip():
            response.set_data(gzip.compress(response.get_data(), _LEVEL, mtime=0))
            response.headers["Content-Encoding"] = "gzip"
            tag, _ = response.get_etag()
            if tag is not None:
                response.set_etag(tag, weak=True)
        return response


def takes_gzip() -> bool:
    """Say whether the client wants an answer packed rather than as it is."""
    accepted = request.accept_encodings
    wanted = accepted.quality("gzip")
    return wanted > 0 and wanted >= accepted.quality("identity")


def is_packable(content_type: str) -> bool:
    """Say whether a kind of content becomes smaller by packing."""
    kind = content_type.partition(";")[0].strip().lower()
    return kind.startswith("text/") or kind in _TYPES or kind.endswith(("+json", "+xml"))


def _gains(response: Response) -> bool:
    return (
        response.status_code not in (204, 206, 304)
        and not response.is_streamed
        and not response.direct_passthrough
        and "Content-Encoding" not in response.headers
        and not response.cache_control.no_transform
        and is_packable(response.content_type or "")
        and _SMALL <= (response.calculate_content_length() or 0) <= _LARGE
    )
