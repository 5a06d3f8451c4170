"""What a stranger can do to a server: ``python -m benchmarks.attacks`` with the default limits.

Starts ``pif serve --public`` over generated studies, asks every question of
``tests/attacks/hostile.yaml`` by itself and then fifty at once, and measures what others meanwhile
wait for a small query, a page and ``/healthz``. The tests do the same with small limits.
"""

from __future__ import annotations

import argparse
import http.client
import json
import socket
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import psutil
import yaml

ROOT = Path(__file__).resolve().parents[1]
CASES = ROOT / "tests" / "attacks" / "hostile.yaml"
SMALL = (
    "PREFIX pif: <https://w3id.org/pif-kg/ontology#> "
    "PREFIX c: <https://w3id.org/pif-kg/scheme/> "
    "SELECT ?q ?text { ?q pif:supports c:patching ; pif:text ?text } LIMIT 20"
)
BYSTANDERS = {
    "query": f"/sparql?{urlencode({'query': SMALL})}",
    "page": "/",
    "healthz": "/healthz",
}
"""What others ask for meanwhile."""
ATTACKER = "127.0.0.1"
"""How the addresses begin that attacks come from, so that budgets are told apart: .100 to .199."""


@dataclass(frozen=True, slots=True)
class Case:
    """A hostile question, and the statuses that are right for it."""

    name: str
    query: str
    status: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of a question. ``error`` is what the answer says went wrong, if it is one."""

    name: str
    status: int
    seconds: float
    size: int
    error: dict[str, object] | None


def cases(listener: str) -> list[Case]:
    """Read the hostile questions; ``listener`` is an address that must see no connection."""
    doubled = "BIND('' AS ?x0)" + "".join(
        f" BIND(CONCAT(?{'s' if n == 0 else f't{n - 1}'}, "
        f"?{'s' if n == 0 else f't{n - 1}'}) AS ?t{n})"
        for n in range(36)
    )
    made = []
    for case in yaml.safe_load(CASES.read_text(encoding="utf-8")):
        query = (
            case["query"]
            .replace("LISTENER", listener)
            .replace("DOUBLED", doubled + " BIND(?t35 AS ?z)")
            .replace("NESTED", "{ " * 5000 + "}" * 5000)
            .replace("PADDED", "x" * (300 << 10))
        )
        made.append(Case(case["name"], query, tuple(case["status"])))
    return made


def ask(address: str, case: Case, *, source: str = "", timeout: float = 60.0) -> Asked:
    """Post one question and read the answer whole; status 0 where there was none."""
    at = urlsplit(address)
    began = time.monotonic()
    link = http.client.HTTPConnection(
        at.hostname or "", at.port, timeout=timeout, source_address=(source, 0) if source else None
    )
    try:
        link.request(
            "POST",
            "/sparql",
            case.query.encode(),
            {"Content-Type": "application/sparql-query", "Accept": "*/*"},
        )
        answer = link.getresponse()
        status, size, kept = answer.status, 0, b""
        while piece := answer.read(1 << 16):
            size += len(piece)
            kept = kept or piece
        error = json.loads(kept) if status >= 400 else None
    except (OSError, http.client.HTTPException, ValueError) as failed:
        return Asked(case.name, 0, time.monotonic() - began, 0, {"failed": repr(failed)})
    finally:
        link.close()
    return Asked(case.name, status, time.monotonic() - began, size, error)


def well_said(error: dict[str, object] | None) -> bool:
    """Say whether an error has the one shape that all errors have."""
    said = (error or {}).get("error")
    return (
        isinstance(said, dict)
        and {"code", "message", "hint"} <= set(said)
        and isinstance((error or {}).get("status"), int)
    )


@dataclass(slots=True)
class Bystanders:
    """Others, who ask for small things all the while; what they got and how long it took."""

    address: str
    seconds: dict[str, list[float]] = field(default_factory=dict)
    statuses: Counter[int] = field(default_factory=Counter)
    _over: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def __enter__(self) -> Bystanders:
        for name, path in BYSTANDERS.items():
            self.seconds[name] = []
            thread = threading.Thread(target=self._ask, args=(name, path))
            thread.start()
            self._threads.append(thread)
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _ask(self, name: str, path: str) -> None:
        at = urlsplit(self.address)
        while not self._over.is_set():
            began = time.monotonic()
            status = 0
            link = http.client.HTTPConnection(at.hostname or "", at.port, timeout=60)
            try:
                link.request("GET", path, headers={"Accept": "*/*"})
                answer = link.getresponse()
                answer.read()
                status = answer.status
            except (OSError, http.client.HTTPException):
                pass
            finally:
                link.close()
            self.statuses[status] += 1
            self.seconds[name].append(time.monotonic() - began)
            self._over.wait(0.05)

    def said(self) -> dict[str, dict[str, float]]:
        """Return count, median, 95th percentile and most of the seconds waited."""
        return {
            name: {
                "count": len(times),
                "median": round(statistics.median(times), 4),
                "p95": round(sorted(times)[int(len(times) * 0.95)], 4),
                "most": round(max(times), 4),
            }
            for name, times in self.seconds.items()
            if times
        }


class Memory:
    """The most that a process and all below it took together, shared memory counted once."""

    def __init__(self, pid: int) -> None:
        self._root = psutil.Process(pid)
        self.most = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> Memory:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(0.2):
            self.most = max(self.most, self.now())

    def now(self) -> int:
        """Return the bytes now."""
        taken = 0
        for process in [self._root, *self._root.children(recursive=True)]:
            try:
                full = process.memory_full_info()
                taken += getattr(full, "pss", full.uss)
            except psutil.Error:
                continue
        return taken


@contextmanager
def listener() -> Iterator[tuple[str, list[object]]]:
    """Yield an address on this computer and the list of those who connected to it."""
    came: list[object] = []
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)

        def listen() -> None:
            while not over.is_set():
                try:
                    link, peer = server.accept()
                except TimeoutError:
                    continue
                came.append(peer)
                link.close()

        thread = threading.Thread(target=listen)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}/", came
        finally:
            over.set()
            thread.join()


def attacker(number: int = 0) -> str:
    """Return an address of this computer to attack from, empty where there is but one."""
    address = f"{ATTACKER}{number:02}"
    try:
        with socket.create_server((address, 0)):
            return address
    except OSError:
        return ""


def storm(
    address: str, questions: list[Case], at_once: int, timeout: float, *, addresses: int = 1
) -> list[Asked]:
    """Ask so many at once, the questions in turn, from one address or as many as there are."""
    sources = [attacker(n) for n in range(addresses)]
    asked = [(questions[n % len(questions)], sources[n % addresses]) for n in range(at_once)]
    with ThreadPoolExecutor(at_once) as pool:
        return list(pool.map(lambda c: ask(address, c[0], source=c[1], timeout=timeout), asked))


def main() -> int:
    """Attack a server of our own with the default limits, and say what happened as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quotes", type=int, default=10_000)
    parser.add_argument("--at-once", type=int, default=50)
    parser.add_argument("--addresses", type=int, default=50, help="that the attacks come from")
    args = parser.parse_args()
    from benchmarks.serving import free_port, running

    with tempfile.TemporaryDirectory() as folder, listener() as (there, came):
        place = _store(Path(folder), args.quotes)
        port = free_port()
        command = [sys.executable, "-m", "kg.cli", "serve", "--public", "--port", str(port)]
        command += ["--store", str(place), "--access-log", "off"]
        with running(command, port, "/readyz") as process:
            address = f"http://127.0.0.1:{port}"
            questions = cases(there)
            alone = [ask(address, case, timeout=120) for case in questions]
            with Memory(process.pid) as memory, Bystanders(address) as others:
                before = memory.now()
                together = storm(address, questions, args.at_once, 180, addresses=args.addresses)
            said = {
                "quotes": args.quotes,
                "alone": {a.name: [a.status, round(a.seconds, 2)] for a in alone},
                "wrong": [
                    a.name
                    for a, c in zip(alone, questions, strict=True)
                    if a.status not in c.status
                ],
                "at once": args.at_once,
                "statuses at once": dict(Counter(a.status for a in together)),
                "longest at once": round(max(a.seconds for a in together), 2),
                "others' statuses": dict(others.statuses),
                "others waited": others.said(),
                "memory before, most (MiB)": [before >> 20, memory.most >> 20],
                "connections to the listener": len(came),
            }
    print(json.dumps(said, indent=1))
    return int(bool(said["wrong"]) or bool(came) or set(others.statuses) != {200})


def _store(folder: Path, quotes: int) -> Path:
    import subprocess

    from kg.publishing import refresh
    from kg.store import open_store

    studies, place = folder / "studies", folder / "store"
    run = [sys.executable, "-m", "benchmarks.generate", str(quotes), str(studies)]
    subprocess.run(run, check=True, stdout=subprocess.DEVNULL, cwd=ROOT)
    load = [sys.executable, "-m", "kg.cli", "load", "--store", str(place), str(studies)]
    subprocess.run(load, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    refresh(open_store(place))  # else the server makes what is public when it starts
    return place


if __name__ == "__main__":
    sys.exit(main())
