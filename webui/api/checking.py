"""``/api/validate``: check a study; nothing of it is kept."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import IO

from flask import Response, request
from werkzeug.http import parse_options_header

from kg.errors import TooManyAtOnce, UsageError
from kg.identifiers import STUDY_ID_LIMIT
from kg.vetting import SUFFIXES, Bounds, vet
from webui.api import schemas
from webui.api.blueprint import pages
from webui.api.operations import Form, Operation, operation
from webui.api.parameters import Asked, Parameter
from webui.sending import send_json

AT_ONCE = 2
"""How many studies one process checks at a time."""
BOUNDS = Bounds()
_BACK = 5
_PARTS = 1 << 16
_FORM = "multipart/form-data"

TYPES = {
    "application/zip": ".zip",
    "application/x-zip-compressed": ".zip",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "text/turtle": ".ttl",
    "application/trig": ".trig",
    "application/n-quads": ".nq",
    "application/n-triples": ".nt",
    "application/ld+json": ".jsonld",
    "application/rdf+xml": ".rdf",
}
"""What is sent, by media type."""
_SAID = {
    ".zip": "a study folder, zipped",
    ".xlsx": "a study as a workbook",
    ".ttl": "a study in RDF",
}

VALIDATE = Operation(
    "/validate",
    "validate",
    "Check a study",
    "The findings of `pif validate`, at file, row and column. Nothing is stored. Send a zip of a "
    "study folder, a workbook or RDF as the body with its media type, or as the one file of a "
    f"form. At most {BOUNDS.sent >> 20} MiB, {BOUNDS.seconds:g} seconds, and {AT_ONCE} at a time.",
    (
        Parameter(
            "study",
            "id that the study is to have, or which study of an RDF file",
            most=STUDY_ID_LIMIT,
        ),
        Parameter("strict", "refuse it for warnings too", kind="boolean", default=False),
        Parameter(
            "name",
            "what findings call the file",
            pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$",
            wants="letters, digits, full stops, hyphens and underscores",
            example="my-study",
        ),
    ),
    (Form("application/json", schemas.REPORT),),
    errors=(400, 404, 413, 415, 429, 504),
    method="POST",
    tag="Checks",
    body={
        **{type: _SAID.get(suffix, "a study in RDF") for type, suffix in TYPES.items()},
        _FORM: "any of these as a file",
    },
    conditional=False,
)

_turns = threading.BoundedSemaphore(AT_ONCE)


class UnknownType(UsageError):
    """What was sent is of no kind that is read."""

    status = 415


@operation(pages, VALIDATE)
def validate(asked: Asked) -> Response:
    """Check what was sent."""
    with turn():
        sent, suffix, name = _sent()
        found = vet(
            sent,
            suffix,
            name=asked["name"] or name,
            study=asked["study"],
            strict=asked["strict"],
            bounds=BOUNDS,
        )
    return send_json(found.report, negotiated=False)


@contextmanager
def turn() -> Iterator[None]:
    """Take one of the places of those whose study is being checked.

    Raises:
        TooManyAtOnce: All are taken.
    """
    if not _turns.acquire(blocking=False):
        raise TooManyAtOnce(
            f"{AT_ONCE} studies are being checked just now; no more at a time.",
            f"Send it again in {_BACK} seconds, or check it with `pif validate`.",
            retry_after=_BACK,
        )
    try:
        yield
    finally:
        _turns.release()


def _sent() -> tuple[IO[bytes], str, str]:
    """Return what was sent, the ending of its kind, and its name."""
    request.max_content_length = BOUNDS.sent + _PARTS
    type = parse_options_header(request.headers.get("Content-Type", ""))[0].lower()
    if type == _FORM:
        return _file_of_form()
    if type not in TYPES:
        raise UnknownType(
            f"{type[:80]!r} is no kind of study that is checked here." if type else
            "The request does not say what kind of study it brings.",
            f"Set Content-Type to one of {', '.join(TYPES)}.",
        )  # fmt: skip
    return request.stream, TYPES[type], "study"


def _file_of_form() -> tuple[IO[bytes], str, str]:
    files = [file for _, file in request.files.items(multi=True) if file.filename]
    if len(files) != 1:
        raise UsageError(f"The form has {len(files)} files.", "Send one file.")
    name = PurePosixPath((files[0].filename or "").replace("\\", "/")).name
    suffix = next((s for s in SUFFIXES if name.lower().endswith(s)), None)
    if suffix is None:
        raise UnknownType(
            f"{name[:80]!r} is no kind of study that is checked here.",
            f"Send one of {', '.join(SUFFIXES)}.",
        )
    return files[0].stream, suffix, name[: -len(suffix)]
