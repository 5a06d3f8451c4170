"""Measure pif-kg beside others on the same data: ``python -m benchmarks.measure 10000``.

Every part runs in a process of its own, one after the other. Answers are compared: a difference
ends the run with status 1. Everything is made in a temporary folder below ``BENCH_DIR`` and
removed in the end; the result goes into ``benchmarks/results``.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks import report
from benchmarks.export import export
from benchmarks.generate import PER_STUDY, write_folders
from benchmarks.machine import machine
from benchmarks.questions import differs
from benchmarks.timing import Watch
from benchmarks.work import Work

RESULTS = Path(__file__).parent / "results"
MOST_MEMORY = 8 << 30
Said = list[dict[str, Any]]

ENGINES = {
    "peers.rdflib_graph": (1_000, "rdflib"),
    "peers.oxigraph": (200_000, "Oxigraph"),
    "peers.virtuoso": (200_000, "Virtuoso"),
    "peers.duck": (10_000_000, "DuckDB"),
    "peers.sqlite_fts": (10_000_000, "SQLite FTS5"),
}
"""The others, each with the most quotes it is given, and its name."""


class Run:
    """One size, from generating to the result."""

    def __init__(self, work: Work, per_study: int, parts: list[str]) -> None:
        self.work, self.parts = work, parts
        self.result: dict[str, Any] = {
            "date": date.today().isoformat(),
            "quotes": work.quotes,
            "per_study": per_study,
            "machine": machine(),
            "versions": {},
            "parts": {},
            "differences": [],
        }

    def all(self) -> dict[str, Any]:
        """Do everything and return the result."""
        work, result = self.work, self.result
        workers = os.cpu_count() or 1
        self.step("generating", lambda: self._generate(workers))
        self.step("loading with pif", self._load)
        engines = [n for n, (most, _) in ENGINES.items() if work.quotes <= most and n in self.parts]
        wanted = bool({"peers.rdflib_graph", "peers.oxigraph", "peers.virtuoso"} & set(engines))
        result["data"] = self.step("exporting", lambda: export(work, triples=wanted))
        ours = self.step("asking pif-kg", lambda: self.part("ours", "pif-kg"))
        for name in engines:
            label = ENGINES[name][1]
            said = self.step(f"asking {label}", lambda n=name, a=label: self.part(n, a))  # type: ignore[misc]
            self._compare(ours, said, label)
        work.triples.unlink(missing_ok=True)
        if "loads" in self.parts:
            self.step("loading with others", lambda: self.part("loads", "loads"))
        if "validation" in self.parts:
            said = self.step("validating", lambda: self.part("validation", "validation"))
            for line in said:
                if line.get("same") is False:
                    result["differences"].append(f"validation: {line['prepare']}")
        return result

    def step(self, name: str, call: Callable[[], Any]) -> Any:
        """Do something and say how long it took."""
        print(f"{self.work.quotes:>9,} quotes: {name} … ", end="", file=sys.stderr, flush=True)
        began = time.perf_counter()
        done = call()
        print(f"{time.perf_counter() - began:.1f} s", file=sys.stderr, flush=True)
        return done

    def part(self, name: str, label: str) -> Said:
        """Run a part in its own process and keep what it said."""
        work = self.work
        command = [sys.executable, "-m", "benchmarks.part", name, str(work.folder),
                   str(work.quotes), str(work.limit)]  # fmt: skip
        process = subprocess.Popen(command)
        with Watch(process.pid, MOST_MEMORY) as watch:
            code = process.wait()
        told = work.folder / f"said-{name}.jsonl"
        said: Said = [json.loads(line) for line in told.read_text().splitlines()]
        kept: dict[str, Any] = {"prepare": {}, "answers": {}, "cold": {}}
        for line in said:
            self.result["versions"].update(line.get("versions", {}))
            timing = {
                **line.get("timing", {}),
                **({"note": line["note"]} if "note" in line else {}),
            }
            timing |= {k: line[k] for k in ("findings", "same", "checking_seconds") if k in line}
            for kind, where in (("prepare", "prepare"), ("question", "answers"), ("cold", "cold")):
                if kind in line:
                    kept[where][line[kind]] = timing
        kept["peak"] = max([watch.peak, *(line["peak"] for line in said)])
        if code:
            over = watch.ended
            kept["error"] = "ended above 8 GiB of memory" if over else f"ended with status {code}"
        self.result["parts"][label] = kept
        return said

    def _generate(self, workers: int) -> None:
        work, per_study = self.work, self.result["per_study"]
        made = write_folders(work.quotes, work.folders, per_study=per_study, workers=workers)
        self.result["studies"] = sum(1 for _ in made)

    def _load(self) -> None:
        """Load with the command, then open the index, which the command may have left to us."""
        work = self.work
        load = "from kg.cli import main; import sys; sys.exit(main())"
        began = time.perf_counter()
        log = (work.folder / "load.log").open("w")
        process = subprocess.Popen(
            [sys.executable, "-c", load, "load", str(work.folders), "--store", str(work.store)],
            stdout=log, stderr=log,
        )  # fmt: skip
        with Watch(process.pid, MOST_MEMORY) as watch:
            code = process.wait()
        took = time.perf_counter() - began
        if code:
            log.close()
            tail = (work.folder / "load.log").read_text()[-2000:]
            raise SystemExit(f"pif load ended with status {code}:\n{tail}")
        began = time.perf_counter()
        indexing = "from kg.store import open_store; from kg.index import open_index; import sys; "
        indexing += "open_index(open_store(sys.argv[1]))"
        subprocess.run([sys.executable, "-c", indexing, str(work.store)], check=True)
        index = time.perf_counter() - began
        size = sum(p.stat().st_size for p in work.store.rglob("*") if p.is_file())
        self.result["load"] = {
            "seconds": round(took, 2),
            "opening_index_after": round(index, 2),
            "peak": watch.peak,
            "store_bytes": size,
            "index_bytes": (work.store / "index.sqlite").stat().st_size,
        }

    def _compare(self, ours: Said, theirs: Said, label: str) -> None:
        mine = {line["question"]: line["answer"] for line in ours if "answer" in line}
        for asked in self.work.questions():
            for line in theirs:
                if line.get("question") == asked.name and "answer" in line:
                    wrong = differs(mine[asked.name], line["answer"], asked)
                    if wrong:
                        self.result["differences"].append(f"{label}, {asked.name}: {wrong}")


def main() -> int:
    """Measure each size that the command line names."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.measure", description=__doc__)
    parser.add_argument("quotes", type=int, nargs="+")
    parser.add_argument("--per-study", type=int, default=PER_STUDY, metavar="QUOTES")
    parser.add_argument("--limit", type=float, default=120, help="seconds one question may take")
    known = [*ENGINES, "loads", "validation"]
    parser.add_argument("--parts", nargs="*", choices=known, default=known, metavar="PART",
                        help=f"which of {', '.join(known)}; all unless given")  # fmt: skip
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument("--keep", action="store_true", help="leave the folder in place")
    args = parser.parse_args()
    args.results.mkdir(parents=True, exist_ok=True)
    wrong = []
    for quotes in args.quotes:
        folder = Path(tempfile.mkdtemp(prefix="pif-bench-", dir=os.environ.get("BENCH_DIR")))
        try:
            result = Run(Work(folder, quotes, args.limit), args.per_study, args.parts).all()
        finally:
            if args.keep:
                print(f"Left in {folder}.", file=sys.stderr)
            else:
                shutil.rmtree(folder, ignore_errors=True)
        path = args.results / f"{result['date']}-{quotes}.json"
        path.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        wrong += result["differences"]
    report.write(args.results)
    for difference in wrong:
        print(f"DIFFERS {difference}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
