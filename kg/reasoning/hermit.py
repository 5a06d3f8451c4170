"""Ask HermiT what follows from some triples, within a time and a memory."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from kg.errors import LimitReached, UsageError
from kg.namespaces import ONTOLOGY
from kg.reasoning.java import find_java
from kg.reasoning.readable import readable
from kg.terms import Triple, iri, ntriples

SECONDS = 600
MEMORY_MB = 2000


class Answer(NamedTuple):
    """What HermiT says. ``new`` are facts and axioms that were not told; no closure of anything."""

    consistent: bool
    new: set[Triple]


def ask(
    triples: Iterable[Triple],
    *,
    links: bool = False,
    seconds: float = SECONDS,
    memory_mb: int = MEMORY_MB,
) -> Answer:
    """Reason over triples; ``links`` asks for property values too, which takes longer.

    Nothing is fetched, no file stays behind, and Java ends when this does.

    Raises:
        MissingExtra: Owlready2 or Java is missing.
        LimitReached: It took longer, or more memory, than allowed.
        UsageError: HermiT cannot read the triples.
    """
    java = find_java()
    with tempfile.TemporaryDirectory(prefix="pif-reason-") as folder:
        place = Path(folder)
        order = {
            "ontology": ONTOLOGY,
            "triples": str(place / "triples.nt"),
            "answer": str(place / "answer.json"),
            "java": java,
            "memory": memory_mb,
            "links": links,
        }
        (place / "triples.nt").write_text(ntriples(readable(triples)), encoding="utf-8")
        (place / "order.json").write_text(json.dumps(order), encoding="utf-8")
        said = _run(place, seconds)
        try:
            answer = json.loads((place / "answer.json").read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise RuntimeError(f"the reasoner ended without an answer: {said[-2000:]}") from None
    if "unread" in answer:
        raise UsageError(
            f"Owlready2 cannot read a value: {answer['unread']}.",
            "Look for a literal that is not of its datatype.",
        )
    if "java" in answer:
        raise _why(answer["java"], memory_mb)
    new = {(iri(s), iri(p), iri(o)) for s, p, o in answer.get("triples", [])}
    return Answer(answer["consistent"], new)


def _run(place: Path, seconds: float) -> str:
    """Run the worker in a process group of its own and return what it printed."""
    worker = Path(__file__).with_name("worker.py")
    with (place / "said.txt").open("w+b") as said:
        process = subprocess.Popen(
            [sys.executable, "-P", str(worker), str(place / "order.json")],
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            env={**os.environ, "TMPDIR": str(place)},
            start_new_session=True,
        )
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise LimitReached(
                f"HermiT was not done after {seconds:.0f} seconds.",
                "Leave out the last axioms added, or reason over less.",
            ) from None
        finally:
            if process.poll() is None:
                _end(process)
        said.seek(0)
        return said.read().decode("utf-8", "replace")


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill a process group, and wait a little for Java too, which is not our own child."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    for _ in range(100):
        try:
            os.killpg(process.pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.02)


def _why(java_said: str, memory_mb: int) -> Exception:
    lines = [line.strip() for line in java_said.splitlines() if line.strip()]
    if any("OutOfMemoryError" in line for line in lines):
        return LimitReached(
            f"HermiT needs more than {memory_mb} MB of memory for this.",
            "Leave out the last axioms added, or reason over less.",
        )
    first = next((line for line in lines if "Exception" in line or "Error" in line), "no reason")
    return UsageError(
        f"HermiT cannot read the ontology: {first.partition('Exception: ')[2] or first}",
        "It reads OWL 2 DL; look at the axiom last added.",
    )
