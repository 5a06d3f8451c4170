"""Hand a study to a worker, and take back what it found."""

from __future__ import annotations

import json
import os
import re
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from kg.errors import LimitReached, PifError, TimeLimitReached, UnknownThing, UsageError
from kg.namespaces import BASE

SUFFIXES = (".zip", ".xlsx", ".ttl", ".trig", ".nq", ".nt", ".jsonld", ".rdf")
"""What can be sent: a study folder in a zip, a workbook, RDF."""
MOST_SAID = 32 << 20
"""Bytes that a worker may say."""
_CHUNK = 1 << 16
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


@dataclass(frozen=True, slots=True)
class Vetted:
    """What was found. ``report`` is what JSON has: source, study, refused, counts, findings, …"""

    report: dict[str, Any]


def vet(
    sent: IO[bytes],
    suffix: str,
    *,
    name: str = "study",
    study: str | None = None,
    strict: bool = False,
    bounds: Bounds | None = None,
) -> Vetted:
    """Check a study; nothing of it stays, whatever happens.

    ``suffix`` is one of :data:`SUFFIXES`; ``name`` is what findings call the file, where it can
    be one; ``study`` picks or names the study, ``strict`` counts warnings as grounds for refusal.

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
        said = _ask_worker(Path(folder), called, study, strict, bounds)
    if "failed" in said:
        raise RuntimeError(f"the check failed: {said['failed']}")
    if "error" in said:
        error = said["error"]
        kind = _ERRORS.get(error["kind"], UsageError)
        raise kind(error["message"], error["hint"])
    return Vetted(said["report"])


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
    folder: Path, called: str, study: str | None, strict: bool, bounds: Bounds
) -> dict[str, Any]:
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
        return _heard(worker, {"study": study, "strict": strict, **asdict(bounds)}, bounds)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
        for pipe in (worker.stdin, worker.stdout):
            if pipe is not None:
                with suppress(BrokenPipeError):
                    pipe.close()


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


def _heard(
    worker: subprocess.Popen[bytes], asked: dict[str, Any], bounds: Bounds
) -> dict[str, Any]:
    assert worker.stdin is not None  # noqa: S101
    assert worker.stdout is not None  # noqa: S101
    with suppress(BrokenPipeError):
        worker.stdin.write(json.dumps(asked).encode() + b"\n")
        worker.stdin.flush()
    until = time.monotonic() + bounds.seconds
    said = bytearray()
    with selectors.DefaultSelector() as selector:
        selector.register(worker.stdout, selectors.EVENT_READ)
        while True:
            left = until - time.monotonic()
            if left <= 0 or not selector.select(left):
                raise TimeLimitReached(
                    f"The check took longer than {bounds.seconds:g} seconds and was ended.",
                    "Check it on your own computer: pif validate.",
                )
            chunk = os.read(worker.stdout.fileno(), _CHUNK)
            if not chunk:
                break
            said += chunk
            if len(said) > MOST_SAID:
                raise LimitReached(
                    "More was found than can be sent.", "Mend some, or check it with pif validate."
                )
    try:
        found: dict[str, Any] = json.loads(said)
    except ValueError:
        raise LimitReached(
            f"The check was ended: it took more than {bounds.memory >> 20:,} MiB of memory or "
            f"{bounds.seconds:g} seconds of processor.",
            "Check it on your own computer: pif validate.",
        ) from None
    return found
