"""What is written down about requests and about failures: nothing about who asked for what.

One line for a request: time, method, path, status, bytes, milliseconds, request id. No address
of a client, no name of a program, no token, and nothing behind the ``?``, which may hold words
of evidence. One record for a failure: where in the program it came from and of what kind it is,
without what it says, for that may quote evidence too.
"""

from __future__ import annotations

import logging
import sys
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from logging.handlers import WatchedFileHandler
from urllib.parse import quote

from kg.errors import UsageError

request_id: ContextVar[str] = ContextVar("request_id", default="-")
_LONGEST_PATH = 300
_access = logging.getLogger("webui.access")


class _Plain(logging.Formatter):
    """Time, level, request, and what happened; of an error only its kind and its place."""

    def format(self, record: logging.LogRecord) -> str:
        said = record.getMessage()
        if record.exc_info and record.exc_info[0] is not None:
            said = f"{said}: {_where(record.exc_info)}"
        said = said.translate(_CONTROL)
        return f"{_now()} {record.levelname.lower()} [{request_id.get()}] {said}"


_CONTROL = {n: f"\\x{n:02x}" for n in (*range(32), 127)}


def _where(raised: tuple[object, ...]) -> str:
    kind, trace = raised[0], raised[2]
    frames = traceback.extract_tb(trace)  # type: ignore[arg-type]
    places = [f"{frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
    name = getattr(kind, "__qualname__", str(kind))
    return f"{name} at {', '.join(reversed(places))}"


def begin(access_log: str, *, debug: bool = False) -> None:
    """Set up what this process writes down. ``access_log`` is a file, ``-`` or ``off``.

    A file that is moved away is opened anew, so a rotation needs no signal.

    Raises:
        UsageError: The file cannot be written.
    """
    handler = logging.StreamHandler(sys.stderr)
    if not debug:
        handler.setFormatter(_Plain())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    _access.handlers.clear()
    _access.propagate = False
    _access.setLevel(logging.INFO)
    if access_log == "off":
        _access.disabled = True
        return
    _access.disabled = False
    try:
        lines = (
            logging.StreamHandler(sys.stdout)
            if access_log == "-"
            else WatchedFileHandler(access_log, encoding="ascii")
        )
    except OSError as error:
        raise UsageError(
            f"The access log {access_log} cannot be written: {error.strerror}.",
            "Name another file, or say `--access-log -` or `--access-log off`.",
        ) from None
    lines.setFormatter(logging.Formatter("%(message)s"))
    _access.addHandler(lines)


def access(method: str, path: bytes, status: int, size: int, seconds: float, id: str) -> None:
    """Write the line of one request."""
    if _access.disabled:
        return
    shown = quote(path, safe="/:@!$&'()*+,;=-._~")
    if len(shown) > _LONGEST_PATH:
        shown = shown[: _LONGEST_PATH - 3] + "..."
    _access.info(
        "%s %s %s %d %d %.1f %s", _now(), method, shown or "-", status, size, seconds * 1000, id
    )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
