"""Measure our endpoint beside others': ``python -m benchmarks.serving 1000 10000 --write``.

``pif serve --public`` over generated studies, rdflib-endpoint and the Oxigraph server, each with
what our public store holds, asked the same small questions by the same client, one after the
other. Beside it what HTTP, the jail and the pages add: the same questions in process.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from benchmarks.load import ceiling, measure
from benchmarks.machine import machine
from benchmarks.timing import timed
from kg.namespaces import ONTOLOGY_GRAPH, SCHEME_GRAPH
from kg.store import open_store
from kg.store.engine import ntriples
from kg.store.vocabulary import fixed_graphs

ROOT = Path(__file__).resolve().parents[1]
RESULTS = Path(__file__).parent / "results"
OURS, RDFLIB, OXIGRAPH = "pif serve --public", "rdflib-endpoint", "Oxigraph server"
PREFIXES = (
    "PREFIX pif: <https://w3id.org/pif-kg/ontology#> PREFIX c: <https://w3id.org/pif-kg/scheme/> "
)


def questions(store: Any) -> dict[str, list[str]]:
    """Return small questions, each in as many forms as there are quotes to ask about."""
    rows = store.query(PREFIXES + "SELECT ?q { ?q a pif:Quote } ORDER BY ?q LIMIT 100").rows()
    quotes = [row["q"] for row in rows]
    return {
        "facts of a quote": [f"SELECT ?p ?o {{ {q} ?p ?o }}" for q in quotes],
        "quotes for a construct": [
            f"{PREFIXES}SELECT ?q ?text {{ ?q pif:supports c:{c} ; pif:text ?text }} LIMIT 20"
            for c in ("patching", "splinting", "reflection", "identity-work")
        ],
        "yes or no": [f"{PREFIXES}ASK {{ {q} pif:supports c:patching }}" for q in quotes],
    }


def size(quotes: int) -> dict[str, Any]:
    """Measure one size."""
    with tempfile.TemporaryDirectory(prefix="pif-bench-") as folder, ExitStack() as stack:
        place = Path(folder)
        _load(place, quotes)
        ours = stack.enter_context(_ours(place))
        public = open_store(_public(place))
        data = place / "data.nq"
        _export(public, data)
        asked = questions(public)
        said: dict[str, Any] = {
            "quotes": quotes,
            "statements": sum(1 for _ in data.open("rb")),
            "rates": {OURS: _rates(ours, asked)},
            "alone": {OURS: _alone(ours, asked)},
        }
        said["overhead"] = _overhead(ours, public, asked)
        rows = {name: _count(ours, q[0]) for name, q in asked.items()}
        stack.close()
        for name, serve in ((RDFLIB, _rdflib), (OXIGRAPH, _oxigraph)):
            print(f"{quotes:>9,} quotes: {name} …", file=sys.stderr, flush=True)
            with serve(data) as address:
                for question, texts in asked.items():
                    if (theirs := _count(address, texts[0])) != rows[question]:
                        raise SystemExit(f"{name}, {question}: {theirs} rows, not {rows[question]}")
                said["rates"][name] = _rates(address, asked)
                said["alone"][name] = _alone(address, asked)
        public.close()
    return said


def _rates(address: str, asked: dict[str, list[str]]) -> dict[str, Any]:
    return {name: measure(address, texts).as_json() for name, texts in asked.items()}


def _alone(address: str, asked: dict[str, list[str]]) -> dict[str, Any]:
    """Return what one client that asks one thing after the other waits for."""
    return {
        name: measure(address, texts, connections=1, seconds=2.0).as_json()
        for name, texts in asked.items()
    }


def _overhead(address: str, public: Any, asked: dict[str, list[str]]) -> dict[str, Any]:
    """Return what a stranger's query and a saved query take, and the engine alone."""
    stranger = asked["quotes for a construct"][0]
    root = address.removesuffix("/sparql")
    saved = f"{root}/api/queries/quotes-for-construct?" + urlencode({"construct": "patching"})
    from kg.queries import load_query, run

    query = load_query("quotes-for-construct")

    def engine() -> bytes:
        return b"".join(public.query(stranger).write("json"))

    def engine_saved() -> bytes:
        return b"".join(run(public, query, {"construct": "patching"}).write("json"))

    calls: dict[str, Callable[[], Any]] = {
        "a stranger's query, over HTTP": lambda: _get(
            f"{address}?{urlencode({'query': stranger})}"
        ),
        "the same, in process": engine,
        "a saved query, over HTTP": lambda: _get(saved),
        "the same saved query, in process": engine_saved,
        "a page, /healthz": lambda: _get(f"{root}/healthz"),
    }
    return {name: timed(call)[0].as_json() for name, call in calls.items()}


def _get(address: str) -> bytes:
    request = urllib.request.Request(
        address, headers={"Accept": "application/sparql-results+json, application/json;q=0.5"}
    )
    with urllib.request.urlopen(request, timeout=120) as answer:
        body: bytes = answer.read()
    return body


def _count(address: str, query: str) -> int:
    said = json.loads(_get(f"{address}?{urlencode({'query': query})}"))
    return len(said["results"]["bindings"]) if "results" in said else int(said["boolean"])


def _load(place: Path, quotes: int) -> None:
    folders = place / "studies"
    made = [sys.executable, "-m", "benchmarks.generate", str(quotes), str(folders)]
    loaded = [sys.executable, "-m", "kg.cli", "load", "--store", str(place / "store"), str(folders)]
    for command in (made, loaded):
        print(f"{quotes:>9,} quotes: {command[2]} …", file=sys.stderr, flush=True)
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=ROOT)


def _public(place: Path) -> Path:
    return place / "store" / "public"


def _export(public: Any, data: Path) -> None:
    """Write all that our server answers from: studies, ontology and scheme."""
    with data.open("w", encoding="utf-8") as file:
        for study in public.studies():
            file.writelines(public.read_study(study.id))
        for graph in fixed_graphs():
            assert graph.iri in (ONTOLOGY_GRAPH, SCHEME_GRAPH)
            for line in ntriples(graph.texts, graph.iri):
                file.write(f"{line.rstrip().removesuffix('.').rstrip()} <{graph.iri}> .\n")


@contextmanager
def _ours(place: Path) -> Iterator[str]:
    port = free_port()
    command = [sys.executable, "-m", "kg.cli", "serve", "--public", "--port", str(port),
               "--store", str(place / "store"), "--access-log", "off"]  # fmt: skip
    with running(command, port, "/readyz"):
        yield f"http://127.0.0.1:{port}/sparql"


@contextmanager
def _rdflib(data: Path) -> Iterator[str]:
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.peers.endpoint_of_rdflib", str(data), str(port)]
    with running(command, port, f"/?{urlencode({'query': 'ASK {}'})}"):
        yield f"http://127.0.0.1:{port}/"


@contextmanager
def _oxigraph(data: Path) -> Iterator[str]:
    binary = shutil.which("oxigraph", path=str(Path(sys.executable).parent))
    assert binary, "the package oxigraph is part of what the benchmarks need"
    port, store = free_port(), data.parent / "oxigraph"
    loading = [binary, "load", "--location", str(store), "--file", str(data)]
    subprocess.run(loading, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    command = [binary, "serve", "--location", str(store), "--bind", f"127.0.0.1:{port}",
               "--union-default-graph"]  # fmt: skip
    with running(command, port):
        yield f"http://127.0.0.1:{port}/query"


@contextmanager
def running(command: list[str], port: int, ready: str = "/") -> Iterator[subprocess.Popen[bytes]]:
    """Run a server until the block ends, which begins when it is ready."""
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 600
        while True:
            try:
                _get(f"http://127.0.0.1:{port}{ready}")
                break
            except OSError:  # an answer that is an error is one of them
                if process.poll() is not None or time.monotonic() > until:
                    raise SystemExit(f"{command[:4]} did not start") from None
                time.sleep(0.1)
        yield process
    finally:
        process.terminate()
        process.wait(60)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def as_markdown(sizes: list[dict[str, Any]], most: float) -> str:
    """Return the tables: ours in full, the others as ratios to it."""
    lines = []
    for said in sizes:
        lines += [
            f"\n## {said['quotes']:,} quotes, {said['statements']:,} statements\n",
            "Answers a second, eight clients at once; in brackets ours as a multiple of it.\n",
            f"| question | {OURS} | {RDFLIB} | {OXIGRAPH} |",
            "|---|---|---|---|",
        ]
        for kind, title in (("rates", ""), ("alone", " (one client)")):
            for name, ours in said[kind][OURS].items():
                mine = ours["per_second"]
                cells = [f"**{mine:,.0f}**"]
                for peer in (RDFLIB, OXIGRAPH):
                    theirs = said[kind][peer][name]["per_second"]
                    cells.append(f"{theirs:,.0f} ({mine / theirs:.2f}\u00d7)" if theirs else "")
                lines.append(f"| {name}{title} | " + " | ".join(cells) + " |")
        lines += ["", "| what is waited for | median ms | times in process |", "|---|---|---|"]
        medians = {name: timing["median"] for name, timing in said["overhead"].items()}
        names = list(medians)
        for place, name in enumerate(names):
            inside = names[place + 1] if place + 1 < len(names) else ""
            ratio = f"{medians[name] / medians[inside]:.1f}\u00d7" if "in process" in inside else ""
            lines.append(f"| {name} | {medians[name] * 1e3:.2f} | {ratio} |")
    lines.append(
        f"\nThe client by itself, against a server that does nothing: {most:,.0f} a second.\n"
    )
    return "\n".join(lines)


def main() -> None:
    """Measure the sizes asked for, smallest first."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("quotes", type=int, nargs="+")
    parser.add_argument("--write", action="store_true", help="keep the result")
    args = parser.parse_args()
    busy = os.getloadavg()[0]
    sizes = [size(quotes) for quotes in sorted(args.quotes)]
    most = ceiling()
    table = as_markdown(sizes, most)
    print(table)
    if args.write:
        today = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
        versions = {
            name: version(name)
            for name in (
                "oxigraph",
                "pyoxigraph",
                "rdflib",
                "rdflib-endpoint",
                "uvicorn",
                "flask",
                "waitress",
            )
        }
        result = {
            "date": today,
            "machine": machine(),
            "versions": versions,
            "client_alone": round(most),
            "load_before": round(busy, 2),
            "sizes": sizes,
        }
        (RESULTS / f"{today}-serving.json").write_text(
            json.dumps(result, indent=1) + "\n", encoding="utf-8"
        )
        said = ", ".join(f"{name} {number}" for name, number in versions.items())
        here = machine()
        (RESULTS / "serving.md").write_text(
            "# The endpoint beside others\n\nMade by `python -m benchmarks.serving "
            f"{' '.join(map(str, sorted(args.quotes)))} --write` on {today}: {here['cpu']}, "
            f"{here['cores']} cores, client included; {said}. Each server as it comes: ours with "
            "two processes, each query in a jail with bounds; the others without. Load before: "
            f"{busy:.1f}.\n{table}",
            encoding="utf-8",
        )


if __name__ == "__main__":
    main()
