"""What the jail adds to a query, and what others wait for while it is attacked.

``python -m benchmarks.jail 1000 10000 --write``: the same questions to a store in process and
through a jail over it, with the usual limits; then fifty hostile queries at once from one address,
for as long as is said, each asked again in other words as soon as it was ended, while two clients
ask small
questions, one of them from the attacker's own address.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks.machine import machine
from benchmarks.timing import timed
from kg.errors import PifError
from kg.sandbox import Jail, Job, Limits, start
from kg.store import open_store

RESULTS = Path(__file__).parent / "results"
PREFIXES = "PREFIX pif: <https://w3id.org/pif-kg/ontology#> "
QUESTIONS = {
    "yes or no": "ASK {}",
    "20 quotes": PREFIXES + "SELECT ?q ?c ?text { ?q pif:supports ?c ; pif:text ?text } LIMIT 20",
    "constructs counted": PREFIXES
    + "SELECT ?c (COUNT(?q) AS ?n) { ?q a pif:Quote ; pif:supports ?c } GROUP BY ?c",
    "every text": PREFIXES + "SELECT ?q ?text { ?q a pif:Quote ; pif:text ?text }",
}
HOSTILE = (
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f ?a",
    "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 10000000",
)
PROBES = tuple(QUESTIONS.values())[:2]
CROWD = 50


def measure(quotes: int, seconds: float) -> dict[str, Any]:
    """Measure one size."""
    with tempfile.TemporaryDirectory(prefix="pif-bench-") as folder:
        place = _store(Path(folder), quotes)
        store = open_store(place)
        store.query("ASK {}")
        with start(place, Limits(), services=()) as jail:
            said: dict[str, Any] = {"quotes": quotes, "questions": {}}
            for name, sparql in QUESTIONS.items():
                alone = timed(lambda sparql=sparql: b"".join(store.query(sparql).write("json")))
                jailed = timed(lambda sparql=sparql: _ask(jail, sparql, "one"))
                assert len(alone[1]) == jailed[1], name
                said["questions"][name] = {
                    "bytes": jailed[1],
                    "in process": alone[0].as_json(),
                    "jailed": jailed[0].as_json(),
                }
            said["attack"] = attack(jail, seconds)
        store.close()
    return said


def attack(jail: Jail, seconds: float) -> dict[str, Any]:
    """Return what two clients wait for during an attack, and what the attackers are told."""
    until = time.monotonic() + seconds
    told: Counter[str] = Counter()
    waited: dict[str, list[float]] = {"another address": [], "the same address": []}
    refused: Counter[str] = Counter()

    def hostile(number: int) -> None:
        while time.monotonic() < until:
            try:
                text = f"{HOSTILE[number % len(HOSTILE)]} # {time.monotonic()}"
                _ask(jail, text, "the same address")
                told["answered"] += 1
            except PifError as error:
                told[error.code] += 1

    def probe(client: str) -> None:
        while time.monotonic() < until:
            began = time.perf_counter()
            try:
                _ask(jail, PROBES[len(waited[client]) % 2], client)
            except PifError:
                refused[client] += 1
            waited[client].append(time.perf_counter() - began)
            time.sleep(0.05)

    threads = [threading.Thread(target=hostile, args=(number,)) for number in range(CROWD)]
    threads += [threading.Thread(target=probe, args=(client,)) for client in waited]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {
        "seconds": seconds,
        "told": dict(told),
        "waited": {
            client: {
                "asked": len(took),
                "refused": refused[client],
                "median": round(statistics.median(took), 4),
                "most of 20": round(sorted(took)[len(took) * 19 // 20], 4),
                "worst": round(max(took), 4),
            }
            for client, took in waited.items()
        },
    }


def _ask(jail: Jail, sparql: str, client: str) -> int:
    return sum(map(len, jail.run(Job(sparql, "json", client=client)).chunks()))


def _store(folder: Path, quotes: int) -> Path:
    studies, place = folder / "studies", folder / "store"
    for command in (
        ["benchmarks.generate", str(quotes), str(studies)],
        ["kg.cli", "load", "--store", str(place), str(studies)],
    ):
        subprocess.run([sys.executable, "-m", *command], check=True, stdout=subprocess.DEVNULL)
    return place


def as_markdown(sizes: list[dict[str, Any]], load: float) -> str:
    """Return the tables."""
    lines = [f"Load average of the machine before: {load:.1f}.", ""]
    lines += [
        "| quotes | question | answer, bytes | in process, ms | jailed, ms | dearer by, ms |",
        "|---" * 6 + "|",
    ]
    for size in sizes:
        for name, said in size["questions"].items():
            alone, jailed = (said[way]["median"] * 1e3 for way in ("in process", "jailed"))
            lines.append(
                f"| {size['quotes']:,} | {name} | {said['bytes']:,} | {alone:.2f} | {jailed:.2f} "
                f"| {jailed - alone:.2f} |"
            )
    lines += [
        "",
        f"{CROWD} hostile queries at once, each asked again in other words when it was ended:",
        "",
        "| quotes | small queries from | asked | refused | median, ms | 19 of 20 within, ms "
        "| worst, ms |",
        "|---" * 7 + "|",
    ]
    for size in sizes:
        for client, said in size["attack"]["waited"].items():
            cells = [f"{said[what] * 1e3:.0f}" for what in ("median", "most of 20", "worst")]
            lines.append(
                f"| {size['quotes']:,} | {client} | {said['asked']} | {said['refused']} | "
                + " | ".join(cells)
                + " |"
            )
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure the sizes asked for, smallest first."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("quotes", type=int, nargs="+")
    parser.add_argument("--seconds", type=float, default=30, help="how long the attack lasts")
    parser.add_argument("--write", action="store_true", help="keep the result")
    args = parser.parse_args()
    load = os.getloadavg()[0]
    sizes = [measure(quotes, args.seconds) for quotes in sorted(args.quotes)]
    table = as_markdown(sizes, load)
    print(table)
    if args.write:
        today = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
        result = {"date": today, "machine": machine(), "load": load, "sizes": sizes}
        (RESULTS / f"{today}-jail.json").write_text(
            json.dumps(result, indent=1) + "\n", encoding="utf-8"
        )
        (RESULTS / "jail.md").write_text(
            "# The jail\n\nMade by `python -m benchmarks.jail "
            f"{' '.join(map(str, sorted(args.quotes)))} --write` on {today}, with the usual "
            f"limits. {table}",
            encoding="utf-8",
        )


if __name__ == "__main__":
    main()
