"""What HTTP adds to a saved query: ``python -m benchmarks.saved_queries 10000 --write``.

``pif serve`` over generated studies, with its jail, asked for whole answers one after the other;
each time the engine is asked the same in this process and writes the answer itself. Both are
taken in turn, so that whatever else the machine does meets both alike. Answers must be the same
bytes. Beside it: pages of an answer, and being told that nothing has changed.
"""

from __future__ import annotations

import argparse
import datetime
import http.client
import io
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pyoxigraph as ox

from benchmarks.generate import write_folders
from benchmarks.machine import machine
from kg.queries import load_query, prepare
from kg.query_text import with_prefixes
from kg.store import open_store
from kg.store.embedded import EmbeddedStore
from kg.terms import parts

ROOT = Path(__file__).resolve().parents[1]
RESULTS = Path(__file__).parent / "results"
LEAST, MOST, BUDGET = 7, 40, 20.0
FORMATS = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
ASKED: tuple[tuple[str, dict[str, str], str], ...] = (
    ("quotes-with-words", {"words": ""}, "json"),
    ("quotes-with-words", {"words": ""}, "csv"),
    ("quotes-with-words", {"words": ""}, "xml"),
    ("quotes-with-words", {"words": ""}, "tsv"),
    ("quotes-by-source", {"source": "interview"}, "json"),
    ("quotes-for-construct", {"construct": "patching"}, "json"),
    ("claims-for-construct", {"construct": "patching"}, "json"),
    ("constructs-beside", {"construct": "patching"}, "json"),
    ("study-list", {}, "json"),
)
PAGED = ("quotes-with-words", {"words": "", "limit": "100"})


def measure(quotes: int) -> dict[str, Any]:
    """Measure one size."""
    with tempfile.TemporaryDirectory(prefix="pif-bench-", dir=os.environ.get("BENCH_DIR")) as at:
        place = Path(at)
        for _ in write_folders(quotes, place / "folders", workers=os.cpu_count() or 1):
            pass
        _pif("load", str(place / "folders"), "--store", str(place / "store"))
        store = open_store(place / "store")
        assert isinstance(store, EmbeddedStore)
        with _served(place / "store") as address:
            asked = [_beside(store, address, *each) for each in ASKED]
            pages = _pages(address)
        store.close()
    return {"quotes": quotes, "asked": asked, "pages": pages}


def _beside(
    store: EmbeddedStore, address: str, name: str, given: dict[str, str], format: str
) -> dict[str, Any]:
    """Ask for the same over HTTP, of the engine with our text, and as the engine binds values."""
    print(f"{name} in {format} …", file=sys.stderr, flush=True)
    query = load_query(name)
    ready = prepare(store, query, given)
    engine = _engine(store)
    text = with_prefixes(query.text)
    values = {ox.Variable(n): _term(t) for n, t in ready.bindings.items()} or None
    client = _Client(address)
    target = f"/api/queries/{name}?{urlencode({**given, 'format': format})}"

    def raw() -> bytes:
        return _written(engine.query(ready.sparql, use_default_graph_as_union=True), format)

    def bound() -> bytes:
        found = engine.query(text, use_default_graph_as_union=True, substitutions=values)
        return _written(found, format)

    def served() -> bytes:
        return client.get(target)

    if raw() != (body := served()):
        raise SystemExit(f"{name}: over HTTP the answer is another one")
    took = in_turn(raw=raw, bound=bound, http=served)
    return {
        "query": name,
        "given": given,
        "format": format,
        "rows": _rows(engine.query(ready.sparql, use_default_graph_as_union=True)),
        "bytes": len(body),
        **took,
        "dearer": _pairs(took["http"], took["raw"]),
    }


def in_turn(**calls: Callable[[], object]) -> dict[str, list[float]]:
    """Make calls one after the other, round after round; return the seconds of each."""
    for call in calls.values():
        call()
    took: dict[str, list[float]] = {name: [] for name in calls}
    until = time.perf_counter() + BUDGET
    rounds = 0
    while rounds < LEAST or (rounds < MOST and time.perf_counter() < until):
        for name, call in calls.items():
            began = time.perf_counter()
            call()
            took[name].append(round(time.perf_counter() - began, 6))
        rounds += 1
    return took


def _pairs(one: list[float], other: list[float]) -> float:
    """Return the median of how many times as long the one took, round by round."""
    return round(statistics.median(a / b for a, b in zip(one, other, strict=True)), 3)


def _pages(address: str) -> dict[str, float]:
    """Return seconds for the first page of a long answer, the pages after it, and a 304."""
    client = _Client(address)
    name, given = PAGED
    target = f"/api/queries/{name}?{urlencode(given)}"
    began = time.perf_counter()
    client.get(target)
    first = time.perf_counter() - began
    later, following, tag = [], target, client.tag
    for _ in range(50):
        if client.next is None:
            break
        following = f"/api/queries/{name}{client.next}"
        began = time.perf_counter()
        client.get(following)
        later.append(time.perf_counter() - began)
    same = []
    for _ in range(20):
        began = time.perf_counter()
        client.get(target, {"If-None-Match": tag}, status=304)
        same.append(time.perf_counter() - began)
    return {
        "first page": round(first, 6),
        "a later page": round(statistics.median(later or [first]), 6),
        "nothing has changed": round(statistics.median(same), 6),
    }


class _Client:
    """Asks over one connection."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self._link = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=120)
        self.tag, self.next = "", None

    def get(self, target: str, headers: dict[str, str] | None = None, status: int = 200) -> bytes:
        self._link.request("GET", target, headers=headers or {})
        response = self._link.getresponse()
        body = response.read()
        if response.status != status:
            raise SystemExit(f"{target}: {response.status} {body[:300]!r}")
        self.tag = response.headers.get("ETag", "")
        found = re.search(r'<([^>]*)>; rel="next"', response.headers.get("Link", ""))
        self.next = found[1] if found else None
        return body


def _engine(store: EmbeddedStore) -> ox.Store:
    """Return the copy in memory that the store itself asks."""
    store.query("ASK {}")
    with store._copy.current() as engine:
        return engine


def _term(written: str) -> ox.NamedNode | ox.Literal:
    value, datatype, language = parts(written)
    if datatype is None:
        return ox.NamedNode(value)
    if language:
        return ox.Literal(value, language=language)
    return ox.Literal(value, datatype=ox.NamedNode(datatype))


def _written(found: Any, format: str) -> bytes:
    output = io.BytesIO()
    found.serialize(output, FORMATS[format])
    return output.getvalue()


def _rows(found: Any) -> int:
    return sum(1 for _ in found)


@contextmanager
def _served(store: Path) -> Iterator[str]:
    command = [sys.executable, "-m", "kg.cli", "serve", "--store", str(store), "--port", "0"]
    process = subprocess.Popen(
        [*command, "--access-log", "off"],
        cwd=store.parent,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        found = re.search(r"http://\S+", process.stdout.readline())
        if found is None:
            raise SystemExit("pif serve did not start")
        yield found[0]
    finally:
        process.terminate()
        process.wait(30)


def _pif(*words: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "kg.cli", *words],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def as_markdown(sizes: list[dict[str, Any]]) -> str:
    """Return the tables: medians in milliseconds."""
    parts = []
    for said in sizes:
        lines = [
            f"## {said['quotes']:,} quotes\n",
            "| query | form | rows | bytes | engine | engine binds values | over HTTP | times |",
            "|---|---|---|---|---|---|---|---|",
        ]
        for each in said["asked"]:
            given = " ".join(f"{n}={v!r}" for n, v in each["given"].items())
            times = [f"{statistics.median(each[n]) * 1e3:.1f}" for n in ("raw", "bound", "http")]
            lines.append(
                f"| `{each['query']}` {given} | {each['format']} | {each['rows']:,} | "
                f"{each['bytes']:,} | {' | '.join(times)} | **{each['dearer']:.2f}** |"
            )
        name, _ = PAGED
        lines += [
            "",
            f"Pages of 100 rows of `{name}`, milliseconds:\n",
            "| what | ms |",
            "|---|---|",
        ]
        lines += [f"| {what} | {took * 1e3:.1f} |" for what, took in said["pages"].items()]
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def main() -> None:
    """Measure the sizes asked for, smallest first."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.saved_queries", description=__doc__)
    parser.add_argument("quotes", type=int, nargs="+")
    parser.add_argument("--write", action="store_true", help="keep the result")
    args = parser.parse_args()
    before = os.getloadavg()[0]
    sizes = [measure(quotes) for quotes in sorted(args.quotes)]
    table = as_markdown(sizes)
    print(table)
    if args.write:
        today = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
        made = machine()
        result = {"date": today, "machine": made, "load": before, "sizes": sizes}
        (RESULTS / f"{today}-saved-queries.json").write_text(
            json.dumps(result, indent=1) + "\n", encoding="utf-8"
        )
        (RESULTS / "saved-queries.md").write_text(
            "# Saved queries over HTTP\n\nMade by `python -m benchmarks.saved_queries "
            f"{' '.join(map(str, sorted(args.quotes)))} --write` on {today}: {made['cpu']}, "
            f"{made['cores']} cores, client included; pyoxigraph {version('pyoxigraph')}; load "
            f"average before: {before:.1f}. Milliseconds, medians. *Engine* is pyoxigraph with "
            "its own writer in the client's process, asked the text that the server asks; "
            "*engine binds values* is the query as it is saved, with pyoxigraph's substitutions. "
            "*Times* is how many times as long HTTP took, the median of rounds in which each was "
            "asked once.\n\n" + table,
            encoding="utf-8",
        )


if __name__ == "__main__":
    main()
