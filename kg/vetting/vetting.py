"""Hand a study to a worker, and take back what it found."""

from __future__ import annotations

import json
import logging
import os
import re
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import IO, Any

from kg.errors import LimitReached, PifError, TimeLimitReached, UnknownThing, UsageError
from kg.formats.qda import SUFFIXES as PROJECTS
from kg.namespaces import BASE

log = logging.getLogger(__name__)

SUFFIXES = (
    ".zip", ".xlsx", *PROJECTS, ".ttl", ".trig", ".nq", ".nt", ".jsonld", ".rdf",
)  # fmt: skip
"""What can be sent: a study folder in a zip, a workbook, a coding program's project, RDF."""
MOST_SAID = 32 << 20
"""Bytes that a worker may say."""
_CHUNK = 1 << 16
_BEFORE = ".before.nq"
_FURTHER = 2
"""What a worker says after the findings: what would be loaded, and what strangers would see."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
_ERRORS: dict[str, type[PifError]] = {
    kind.__name__: kind for kind in (LimitReached, UnknownThing, UsageError)
}


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one check may take."""

    sent: int = 16 << 20
    """Bytes that are sent."""
    unpacked: int = 128 << 20
    """Bytes of all files in a zip."""
    files: int = 2_000
    """Files in a zip."""
    seconds: float = 60.0
    """Wall clock, and seconds of processor."""
    memory: int = 2 << 30
    """Bytes of memory (Linux)."""
    findings: int = 5_000
    """How many findings are given; the others are counted."""


Before = Callable[[str], Iterable[str] | None]
"""The canonical lines of a study (id) as a store holds it; None where it does not."""


@dataclass(frozen=True, slots=True)
class Vetted:
    """What was found. ``report`` is what JSON has: source, study, refused, counts, findings, …

    ``total`` counts the places that findings stand for, by severity. ``preview`` is a
    :class:`kg.pages.preview.Preview` and ``changes`` a list of :class:`kg.pages.changes.Change`,
    as JSON has them, where they were asked for, and ``outside`` a
    :class:`kg.pages.preview.Outside`; ``missing`` says why they are not here, or not all.
    """

    report: dict[str, Any]
    total: dict[str, int] = field(default_factory=dict)
    preview: dict[str, Any] | None = None
    changes: list[dict[str, Any]] | None = None
    outside: dict[str, Any] | None = None
    missing: str = ""


def vet(
    sent: IO[bytes],
    suffix: str,
    *,
    name: str = "study",
    study: str | None = None,
    strict: bool = False,
    bounds: Bounds | None = None,
    before: Before | None = None,
) -> Vetted:
    """Check a study; nothing of it stays, whatever happens.

    ``suffix`` is one of :data:`SUFFIXES`; ``name`` is what findings call the file, where it can
    be one; ``study`` picks or names the study, ``strict`` counts warnings as grounds for refusal.
    With ``before`` what could be loaded is shown too, and compared with what it gives. What takes
    too long for that is left out: the findings are given all the same.

    Raises:
        UsageError: It is of no kind that can be read, empty, or holds no study.
        LimitReached: It is too large, or takes too much memory.
        TimeLimitReached: It takes too long.
    """
    bounds = bounds or Bounds()
    if suffix not in SUFFIXES:
        raise UsageError(f"{suffix} files cannot be checked.", f"Send {', '.join(SUFFIXES)}.")
    stem = name.removesuffix(suffix)
    called = (stem if _NAME.fullmatch(stem) else "study") + suffix
    with tempfile.TemporaryDirectory(prefix="pif-vet-", ignore_cleanup_errors=True) as folder:
        _write(sent, Path(folder) / called, bounds.sent)
        asked = {"study": study, "strict": strict, "preview": before is not None, **asdict(bounds)}
        said, more = _ask_worker(Path(folder), called, asked, bounds, before)
    _raise(said)
    report = said["report"]
    if report["refused"] or before is None:
        return Vetted(report, said["total"])
    vetted = Vetted(report, said["total"])
    try:
        for each in more:
            _raise(each)
            vetted = replace(vetted, **each)
    except PifError as error:
        return replace(vetted, missing=error.message)
    except RuntimeError as error:  # a mistake of ours, which takes no findings away
        log.error("%s", error)
        return replace(vetted, missing="Something went wrong that should not.")
    return vetted


def _raise(said: dict[str, Any]) -> None:
    if "failed" in said:
        raise RuntimeError(f"the check failed: {said['failed']}")
    if "error" in said:
        error = said["error"]
        kind = _ERRORS.get(error["kind"], UsageError)
        raise kind(error["message"], error["hint"])


def _write(sent: IO[bytes], path: Path, most: int) -> None:
    size = 0
    with path.open("wb") as file:
        while chunk := sent.read(_CHUNK):
            size += len(chunk)
            if size > most:
                raise LimitReached(
                    f"More than {most >> 20} MiB were sent; that is the most that is checked here.",
                    "Check it on your own computer: pif validate.",
                )
            file.write(chunk)
    if not size:
        raise UsageError("Nothing was sent.", "Send a study as the body of the request.")


def _ask_worker(
    folder: Path, called: str, asked: dict[str, Any], bounds: Bounds, before: Before | None
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return what the worker said of the study, and then of what would be loaded."""
    home = str(Path(__file__).resolve().parents[2])
    worker = subprocess.Popen(
        [sys.executable, "-P", "-m", "kg.vetting.worker", called],
        cwd=folder,
        env=_environment(folder, home),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        heard = _Heard(worker, bounds)
        heard.tell(asked)
        said = heard.line()
        if before is None or not said.get("report") or said["report"]["refused"]:
            return said, []
        heard.tell({"before": _held(before(said["report"]["study"]), folder)})
        more: list[dict[str, Any]] = []
        try:
            while len(more) < _FURTHER and not (more and "error" in more[-1]):
                more.append(heard.line())
        except LimitReached as error:
            said_so = {"kind": "LimitReached", "message": error.message, "hint": ""}
            more.append({"error": said_so})
        return said, more
    finally:
        with suppress(ProcessLookupError):
            os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
        for pipe in (worker.stdin, worker.stdout):
            if pipe is not None:
                with suppress(BrokenPipeError):
                    pipe.close()


def _held(lines: Iterable[str] | None, folder: Path) -> str | None:
    """Write what a store holds of a study where the worker finds it; returns the file's name."""
    if lines is None:
        return None
    with (folder / _BEFORE).open("w", encoding="utf-8") as file:
        file.writelines(lines)
    return _BEFORE


def _environment(folder: Path, home: str) -> dict[str, str]:
    """Return what a worker is told: no token, no address of a store, no folder of ours."""
    kept = {n: os.environ[n] for n in ("PATH", "LANG", "LC_ALL") if n in os.environ}
    paths = [p for p in (home, os.environ.get("PYTHONPATH", "")) if p]
    return {
        **kept,
        "PIF_BASE_IRI": BASE,
        "PYTHONPATH": os.pathsep.join(paths),
        "PYTHONUTF8": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "TMPDIR": str(folder),
    }


class _Heard:
    """What a worker says, line by line, until its time is over."""

    def __init__(self, worker: subprocess.Popen[bytes], bounds: Bounds) -> None:
        self._worker = worker
        self._bounds = bounds
        self._until = time.monotonic() + bounds.seconds
        self._said = bytearray()
        self._read = 0

    def tell(self, what: dict[str, Any]) -> None:
        """Say something to the worker."""
        assert self._worker.stdin is not None  # noqa: S101
        with suppress(BrokenPipeError):
            self._worker.stdin.write(json.dumps(what).encode() + b"\n")
            self._worker.stdin.flush()

    def line(self) -> dict[str, Any]:
        """Return the next thing it says.

        Raises:
            LimitReached: It ended before it said anything, or says too much.
            TimeLimitReached: It takes too long.
        """
        seen = 0
        while (end := self._said.find(b"\n", seen)) < 0:
            seen = len(self._said)
            if not self._more():
                raise LimitReached(
                    f"The check was ended: it took more than {self._bounds.memory >> 20:,} MiB of"
                    f" memory or {self._bounds.seconds:g} seconds of processor.",
                    "Check it on your own computer: pif validate.",
                )
        found: dict[str, Any] = json.loads(self._said[:end])
        del self._said[: end + 1]
        return found

    def _more(self) -> bool:
        pipe = self._worker.stdout
        assert pipe is not None  # noqa: S101
        with selectors.DefaultSelector() as selector:
            selector.register(pipe, selectors.EVENT_READ)
            left = self._until - time.monotonic()
            if left <= 0 or not selector.select(left):
                raise TimeLimitReached(
                    f"The check took longer than {self._bounds.seconds:g} seconds and was ended.",
                    "Check it on your own computer: pif validate.",
                )
        chunk = os.read(pipe.fileno(), _CHUNK)
        self._said += chunk
        self._read += len(chunk)
        if self._read > MOST_SAID:
            raise LimitReached(
                "More was found than can be sent.", "Mend some, or check it with pif validate."
            )
        return bool(chunk)
