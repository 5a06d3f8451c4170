"""Style, script and icons, addressed by what is in them, so that they are fetched once."""

from __future__ import annotations

import gzip
import mimetypes
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Flask, Response, abort, request
from werkzeug.security import safe_join

from webui.packing import is_packable, takes_gzip
from webui.state import site

_TYPES = {  # whatever the machine believes
    ".css": "text/css",
    ".ico": "image/x-icon",
    ".js": "text/javascript",
    ".json": "application/json",
    ".mjs": "text/javascript",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".woff2": "font/woff2",
}
_FOR_EVER = "max-age=31536000, immutable"
_LARGEST = 8 << 20
_LEVEL = 9


@dataclass(frozen=True, slots=True)
class _File:
    """A file as it is sent."""

    content: bytes
    packed: bytes
    type: str
    name: str
    """The beginning of its SHA-256."""


def serve(app: Flask) -> None:
    """Answer ``/static`` from memory, and put what is in a file into each address of it."""
    folder = app.static_folder or ""

    @app.url_defaults
    def add_name(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and "v" not in values:
            file = _found(folder, values.get("filename", ""))
            if file is not None:
                values["v"] = file.name

    def static(filename: str) -> Response:
        file = _found(folder, filename)
        if file is None:
            abort(404)
        packed = bool(file.packed) and takes_gzip()
        response = Response(file.packed if packed else file.content, content_type=file.type)
        if packed:
            response.headers["Content-Encoding"] = "gzip"
        if file.packed:
            response.vary.add("Accept-Encoding")
        response.set_etag(file.name, weak=True)
        whose = "private" if site().audience == "owner" else "public"
        lasting = _FOR_EVER if request.args.get("v") == file.name else "no-cache"
        response.headers["Cache-Control"] = f"{whose}, {lasting}"
        response.make_conditional(request)
        return response

    app.view_functions["static"] = static


def _found(folder: str, filename: str) -> _File | None:
    place = safe_join(folder, filename)
    if place is None or not place.endswith(f"/{filename}"):  # one address for one file
        return None
    path = Path(place)
    try:
        stamp = path.stat()
    except (OSError, ValueError):
        return None
    if not path.is_file() or stamp.st_size > _LARGEST:
        return None
    return _read(place, stamp.st_mtime_ns, stamp.st_size)


@lru_cache(maxsize=512)
def _read(place: str, changed: int, size: int) -> _File:
    content = Path(place).read_bytes()
    suffix = Path(place).suffix.lower()
    kind = _TYPES.get(suffix) or mimetypes.guess_type(place)[0] or "application/octet-stream"
    text = is_packable(kind)
    packed = gzip.compress(content, _LEVEL, mtime=0) if text else b""
    if kind.startswith("text/"):
        kind += "; charset=utf-8"
    name = sha256(content).hexdigest()[:16]
    return _File(content, packed if len(packed) < len(content) else b"", kind, name)
