"""How long every kind of page takes: ``python -m benchmarks.pages 1000 100000 --write``.

One size after the other: generated studies are loaded, then each page is asked for in this
process through the application, and over HTTP from ``pif serve``. A page is asked for once cold,
twice to warm up, and fifteen times to be measured; where a kind of page has many members, the
heaviest that is easily found stands for them. ``--store`` measures a store that is there.
"""

from __future__ import annotations

import argparse
import datetime
import gzip
import http.client
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from benchmarks.generate import write_folders
from benchmarks.machine import machine
from benchmarks.saved_queries import _pif, _served

RESULTS = Path(__file__).parent / "results"
GOAL = 150
"""Milliseconds that a page may take on the server."""
RUNS, WARM_UPS = 15, 2
SLOW = 5.0
"""Seconds after which a page is asked for no more than three times."""
LEADS_ON = (301, 302, 303, 307, 308)
ASKED = {"Accept": "text/html, */*;q=0.5", "Accept-Encoding": "gzip"}
# Fixed addresses by kind; `things` adds those that depend on the data.
PAGES: tuple[tuple[str, str], ...] = (
    ("home", "/"),
    ("map", "/ecosystem"),
    ("quotes: all", "/quotes"),
    ("quotes: a broad construct", "/quotes?supports=identity-work"),
    ("quotes: a broad construct, as filed", "/quotes?supports=identity-work&mode=filed"),
    (
        "quotes: several conditions",
        "/quotes?supports=identity-work&not=patching&role=peer-mentor&source=interview",
    ),
    ("quotes: either of two", "/quotes?any=reflection&any=identity-work&role=mentee"),
    ("quotes: words, by rank", "/quotes?text=patient+ward&sort=rank"),
    ("quotes: begin of a word", "/quotes?text=mentor*&sort=rank"),
    ("quotes: nothing fits", "/quotes?supports=identity-work&not=professional-identity-formation"),
    ("quotes: a misspelt construct", "/quotes?supports=paching"),
    ("constructs", "/constructs"),
    ("constructs: found by words", "/constructs?q=identity"),
    ("construct: broad", "/constructs/professional-identity-formation"),
    ("construct: middle", "/constructs/identity-work"),
    ("construct: narrow", "/constructs/patching"),
    ("studies", "/studies"),
    ("studies: found by words", "/studies?q=synthetic"),
    ("matrix: construct by role", "/matrix?rows=construct&cols=role"),
    ("matrix: construct by source", "/matrix?rows=construct&cols=source"),
    ("matrix: construct by study", "/matrix?rows=construct&cols=study"),
    ("co-occurrence", "/cooccurrence"),
    ("across studies", "/synthesis"),
    ("agreement", "/agreement"),
    ("literature", "/literature"),
    ("literature: network", "/literature/network"),
    ("literature: gaps", "/literature/gaps"),
    ("graph: where to start", "/graph"),
    ("graph: a construct", "/graph?from=identity-work"),
    ("graph: a group opened", "/graph?from=identity-work&open=identity-work~in~pif:supports"),
    ("graph: a way", "/graph?from=patching&to=reflection"),
    ("queries", "/queries"),
    ("query: form", "/queries/quotes-for-construct"),
    ("query: rows", "/queries/quotes-for-construct?construct=patching"),
    ("query: counts", "/queries/quotes-per-role?answer=rows"),
    ("query: chart", "/queries/quotes-per-role?show=chart"),
    ("query: graph", "/queries/overlapping-quotes?show=graph"),
    ("SPARQL: form", "/sparql"),
    ("ontology", "/ontology"),
    ("ontology: uses of a term", "/ontology/uses/Quote"),
    ("ontology: changes", "/ontology/changes"),
    ("scheme", "/scheme"),
    ("about", "/about"),
    ("bring a study", "/studies/new"),
    ("downloads", "/downloads"),
    ("not there", "/nowhere"),
)
OTHERS: tuple[tuple[str, str], ...] = (
    ("sitemap", "/sitemap.xml"),
    ("health", "/healthz"),
    ("search", "/api/search?q=identity"),
    ("quotes as JSON", "/api/quotes?supports=identity-work"),
    ("matrix as JSON", "/api/matrix?rows=construct&cols=role"),
)
# One thing of each kind, chosen among those of one study.
_KINDS = (
    ("quote", "pif:Quote", "pif:supports c:identity-work"),
    ("document", "pif:Document", ""),
    ("participant", "pif:Participant", ""),
    ("claim", "pif:LeadInClaim", ""),
    ("code", "pif:Code", ""),
    ("coding", "pif:CodingAct", ""),
    ("citation", "cito:Citation", ""),
    ("work", "pif:Reference", ""),
)


def things(graph: Any) -> list[tuple[str, str]]:
    """Return the pages of single things: of the first study, which is of full size."""
    from kg.index import ask
    from kg.namespaces import BASE

    study = ask(graph.store, lambda index: index.blocks[0].study)
    pages = [
        ("study", f"/studies/{study}"),
        ("agreement: a study", f"/agreement?study={study}"),
        ("code as a construct", f"/constructs/{study}/code-01"),
    ]
    for kind, class_, also in _KINDS:
        held = f"pif:ofStudy <{BASE}study/{study}> ; a {class_}"
        pattern = f"?x {held} ; {also}"
        if kind == "work":
            pattern = f"?reference {held} ; pif:toWork ?x"
        iri = _first(graph, f"SELECT ?x {{ {pattern} }} LIMIT 1")
        if kind == "work" and iri:
            pages.append(
                ("quotes: whose claim cites a work", f"/quotes?{urlencode({'work': iri})}")
            )
            iri = iri.replace("https://doi.org/", "/literature/")
        if iri:
            pages.append((kind, iri.removeprefix(BASE.rstrip("/"))))
    return pages


def _first(graph: Any, sparql: str) -> str:
    from kg.query_text import with_prefixes
    from kg.terms import value_of

    rows = list(graph.store.query(with_prefixes(sparql)).rows())
    return value_of(rows[0]["x"]) if rows else ""


def measure(quotes: int, store: Path | None = None, *, served: bool = True) -> dict[str, Any]:
    """Measure one size; over HTTP as well if ``served``."""
    with _filled(quotes, store) as place:
        import kg

        with kg.open_graph(place) as graph:
            asked = [*PAGES, *things(graph), *OTHERS]
            inside = _inside(graph, asked)
        outside: dict[str, list[float]] = {}
        if served:
            with _served(place) as address:
                outside = _outside(address, [path for _, path in asked])
    rows = [
        {"kind": kind, "path": path, **inside[path], "http": outside.get(path)}
        for kind, path in asked
        if path in inside
    ]
    missing = [path for _, path in asked if path not in inside]
    return {"quotes": quotes, "pages": rows, "not answered": missing}


@contextmanager
def _filled(quotes: int, store: Path | None) -> Iterator[Path]:
    """Yield a store of so many quotes, made for this unless one was given."""
    if store is not None:
        yield store
        return
    with tempfile.TemporaryDirectory(prefix="pif-bench-", dir=os.environ.get("BENCH_DIR")) as at:
        place = Path(at)
        for _ in write_folders(quotes, place / "folders", workers=os.cpu_count() or 1):
            pass
        _pif("load", str(place / "folders"), "--store", str(place / "store"))
        yield place / "store"


def _inside(graph: Any, asked: list[tuple[str, str]]) -> dict[str, dict[str, Any]]:
    """Ask the application in this process."""
    from webui import create_app

    client = create_app(graph).test_client()
    found = {}
    for kind, path in asked:
        print(f"{kind}: {path} …", file=sys.stderr, flush=True)

        def get(path: str = path) -> Any:
            return client.get(path, headers=ASKED)

        began = time.perf_counter()
        answer = get()
        cold = time.perf_counter() - began
        if answer.status_code == http.client.NOT_FOUND and path != "/nowhere":
            continue  # a page that this version does not have
        if answer.status_code >= http.client.INTERNAL_SERVER_ERROR:
            raise SystemExit(f"{path}: {answer.status}")
        while answer.status_code in LEADS_ON:
            get = _getter(client, _there(answer.headers["Location"]))
            answer = get()
        whole, packed = _sizes(answer.data, answer.headers.get("Content-Encoding"))
        took, worked = _times(get, cold)
        found[path] = {
            "status": answer.status_code,
            "cold": round(cold, 6),
            "took": took,
            "worked": worked,
            "bytes": whole,
            "packed": packed,
        }
    return found


def _there(address: str) -> str:
    return urlsplit(address)._replace(scheme="", netloc="").geturl()


def _getter(client: Any, path: str) -> Callable[[], Any]:
    return lambda: client.get(path, headers=ASKED)


def _sizes(body: bytes, coding: str | None) -> tuple[int, int]:
    """Return how many bytes an answer has as it is, and packed."""
    if coding == "gzip":
        return len(gzip.decompress(body)), len(body)
    return len(body), len(gzip.compress(body, 6))


def _times(get: Callable[[], Any], cold: float) -> tuple[list[float], list[float]]:
    """Return the seconds of each call, and those in which this process worked.

    The first calls, which warm up, do not count.
    """
    slow = cold > SLOW
    for _ in range(1 if slow else WARM_UPS):
        get()
    took, worked = [], []
    for _ in range(3 if slow else RUNS):
        began, busy = time.perf_counter(), time.process_time()
        get()
        took.append(round(time.perf_counter() - began, 6))
        worked.append(round(time.process_time() - busy, 6))
    return took, worked


def _outside(address: str, paths: list[str]) -> dict[str, list[float]]:
    """Ask a server over one connection; whoever of its processes answers is warmed up as well."""
    parts = urlsplit(address)
    link = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=300)

    def get(path: str) -> http.client.HTTPResponse:
        link.request("GET", path, headers=ASKED)
        answer = link.getresponse()
        answer.read()
        return answer

    found = {}
    for path in paths:
        began, there = time.perf_counter(), path
        answer = get(there)
        cold = time.perf_counter() - began
        while answer.status in LEADS_ON:
            there = _there(answer.headers["Location"])
            answer = get(there)
        if answer.status == http.client.OK:
            found[path], _ = _times(lambda there=there: get(there), cold)  # type: ignore[misc]
    link.close()
    return found


def highest(took: list[float], share: float = 0.95) -> float:
    """Return the time that so large a share of the calls did not exceed.

    >>> highest([0.1] * 14 + [0.9])
    0.9
    """
    ordered = sorted(took)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def slow(said: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the pages whose median is beyond the goal, the slowest first."""
    beyond = [row for row in said["pages"] if statistics.median(row["took"]) * 1e3 > GOAL]
    return sorted(beyond, key=lambda row: -statistics.median(row["took"]))


def as_markdown(sizes: list[dict[str, Any]]) -> str:
    """Return a table for each size: milliseconds and bytes."""
    parts = []
    for said in sizes:
        beyond = slow(said)
        lines = [
            f"## {said['quotes']:,} quotes\n",
            f"{len(said['pages']) - len(beyond)} of {len(said['pages'])} take at most {GOAL} ms.\n",
            "| page | address | median | 95 in 100 | working | first | over HTTP | bytes | "
            "compressed |",
            "|---|---|---|---|---|---|---|---|---|",
        ]
        for row in said["pages"]:
            median = statistics.median(row["took"]) * 1e3
            shown = f"**{median:.1f}**" if median > GOAL else f"{median:.1f}"
            served = f"{statistics.median(row['http']) * 1e3:.1f}" if row["http"] else ""
            lines.append(
                f"| {row['kind']} | `{row['path']}` | {shown} | {highest(row['took']) * 1e3:.1f} | "
                f"{statistics.median(row['worked']) * 1e3:.1f} | "
                f"{row['cold'] * 1e3:.0f} | {served} | {row['bytes']:,} | {row['packed']:,} |"
            )
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def main() -> None:
    """Measure the sizes asked for, smallest first."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pages", description=__doc__)
    parser.add_argument("quotes", type=int, nargs="+")
    parser.add_argument("--store", type=Path, nargs="+", default=[], help="one a size, in order")
    parser.add_argument("--in-process", action="store_true", help="do not ask over HTTP")
    parser.add_argument("--write", action="store_true", help="keep the result")
    args = parser.parse_args()
    if args.store and len(args.store) != len(args.quotes):
        parser.error("Name as many stores as sizes.")
    before = os.getloadavg()[0]
    stores = args.store or [None] * len(args.quotes)
    sizes = [
        measure(*each, served=not args.in_process)
        for each in sorted(zip(args.quotes, stores, strict=True))
    ]
    table = as_markdown(sizes)
    print(table)
    if args.write:
        _write(sizes, table, before, " --in-process" if args.in_process else "")


def _write(sizes: list[dict[str, Any]], table: str, before: float, how: str) -> None:
    today = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
    made = machine()
    versions = {name: version(name) for name in ("flask", "jinja2", "waitress", "pyoxigraph")}
    result = {
        "date": today, "machine": made, "versions": versions, "load": before, "sizes": sizes,
    }  # fmt: skip
    (RESULTS / f"{today}-pages.json").write_text(
        json.dumps(result, indent=1) + "\n", encoding="utf-8"
    )
    asked = " ".join(f"{said['quotes']}" for said in sizes)
    (RESULTS / "pages.md").write_text(
        f"# Pages\n\nMade by `python -m benchmarks.pages {asked}{how} --write` on {today}: "
        f"{made['cpu']}, {made['cores']} cores, Python {made['python']}, "
        f"{', '.join(f'{name} {said}' for name, said in versions.items())}; load average before: "
        f"{before:.1f}. Milliseconds on the server: the median and 95 in 100 of {RUNS} answers "
        "after two to warm up, packing included; how much of that the processor worked, which is "
        "what counts where the machine did something else as well; and the very first answer, "
        "which may pay for what is kept; *over HTTP* is the median of `pif serve` as it comes, "
        "client included. Of an address that leads on, the one it leads to was measured."
        f"\n\n{table}",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
