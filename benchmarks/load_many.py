"""Load many generated studies: time, rate, peak memory; and where the time of one study goes.

    python benchmarks/load_many.py load --studies 1000 --quotes 100
    python benchmarks/load_many.py check --studies 100 --quotes 1000
    python benchmarks/load_many.py stages --quotes 10000

``load`` is the whole of `pif load`, index included. ``check`` is reading apart: only the shapes
and rules, in a pool of processes, and pySHACL on one of the studies. ``stages`` sets the steps of
one study beside what pyoxigraph takes to parse and to bulk-load the same statements.
"""

import argparse
import csv
import gc
import os
import random
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import active_children, get_context
from pathlib import Path

from kg.resources import folder

FIRST = Path(str(folder("studies"))) / "krishna2024"
LEFT_OUT = ("citations.csv", "references.json", "episodes.csv", "relations.csv")


def rows_of(name: str) -> list[dict[str, str]]:
    with (FIRST / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_rows(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)


def write_study(target: Path, quotes: int) -> None:
    """Write a study of the first one's shape: its people, codebook and claims, other words."""
    chance = random.Random(target.name)
    target.mkdir(parents=True)
    for file in FIRST.iterdir():
        if file.suffix in (".csv", ".tsv") and file.name not in LEFT_OUT:
            (target / file.name).write_bytes(file.read_bytes())
    settings = (FIRST / "study.yaml").read_text(encoding="utf-8")
    (target / "study.yaml").write_text(
        settings.replace("id: krishna2024", f"id: {target.name}"), encoding="utf-8"
    )
    first, codings = rows_of("quotes.csv"), rows_of("codings.csv")
    words = sorted({word for row in first for word in row["text"].split()})
    made, coded = [], []
    for number in range(quotes):
        like = first[number % len(first)]
        size = max(8, int(chance.lognormvariate(3.4, 0.6)))
        text = " ".join(chance.choices(words, k=size))
        id = f"Q{number:06}"
        made.append({**like, "id": id, "text": text, "start": "", "end": ""})
        coded += [{**row, "quote": id} for row in codings if row["quote"] == like["id"]]
    write_rows(target / "quotes.csv", [{k: row[k] for k in first[0]} for row in made])
    write_rows(target / "codings.csv", coded)


def write_studies(target: Path, studies: int, quotes: int) -> list[Path]:
    made = [target / f"generated{number:05}" for number in range(studies)]
    for study in made:
        write_study(study, quotes)
    return made


def peaks() -> dict[str, int]:
    """Return the most memory (bytes) that this process and each worker have held; Linux only."""
    workers = {f"worker {p.pid}": str(p.pid) for p in active_children()}
    found = {}
    for name, process in {"this process": "self", **workers}.items():
        status = Path("/proc", process, "status")
        for line in status.read_text().splitlines() if status.exists() else ():
            if line.startswith("VmHWM:"):
                found[name] = int(line.split()[1]) << 10
    return found


def load(sources: list[Path], workers: int | None, place: Path) -> None:
    from kg.loading import Loaded, load_many
    from kg.store import open_store

    store = open_store(place / "store")
    began = last = time.perf_counter()
    slowest = 0.0
    statements = 0
    most: dict[str, int] = {}
    for source, became in load_many(sources, store, workers=workers):
        assert isinstance(became, Loaded), (source, became)
        statements += became.asserted + became.derived
        now = time.perf_counter()
        slowest, last = max(slowest, now - last), now
        most |= peaks()
    end = time.perf_counter()
    most["this process with the index"] = peaks().get("this process", 0)
    print(
        f"{len(sources):,} studies, {statements:,} statements in {end - began:.1f} s"
        f" ({len(sources) / (end - began):.0f} a second); the last {end - last:.1f} s for the"
        f" index; longest wait for a study {slowest:.2f} s"
    )
    for name, size in most.items():
        print(f"peak of {name}: {size / 2**20:.0f} MiB")


def checked(source: Path) -> tuple[int, float]:
    from kg import formats, validation

    gc.disable()
    reading = formats.read(source)
    began = time.process_time()
    found = validation.check(reading.graphs, places=reading.places, column_for=reading.column_for)
    took = time.process_time() - began
    gc.collect()
    return len(found), took


def check(sources: list[Path], workers: int | None) -> None:
    from kg import formats
    from kg.validation.checking import hits, results
    from kg.validation.facts import Facts
    from kg.validation.shapes import reference_results

    count = workers or os.cpu_count() or 1
    began = time.perf_counter()
    with ProcessPoolExecutor(count, get_context("forkserver")) as pool:
        took = list(pool.map(checked, sources))
    wall = time.perf_counter() - began
    alone = sum(t for _, t in took)
    print(
        f"{len(sources):,} studies: {wall:.1f} s with reading on {count} processes; checking"
        f" alone {alone:.1f} s of processor, {alone / count:.1f} s a process,"
        f" {sum(n for n, _ in took):,} findings"
    )
    reading = formats.read(sources[0])
    facts = Facts(reading.graphs)
    times = {}
    said = {}
    for name, engine in (("compiled", results), ("pySHACL", reference_results)):
        began = time.process_time()
        said[name] = set(hits(engine(facts), facts))
        times[name] = time.process_time() - began
    assert said["compiled"] == said["pySHACL"]
    print(
        f"shapes of one study: compiled {times['compiled']:.3f} s, pySHACL {times['pySHACL']:.2f}"
        f" s, {times['pySHACL'] / times['compiled']:.0f} times; same findings"
    )


def stages(source: Path) -> None:
    import pyoxigraph as ox

    from kg import formats, validation
    from kg.closure import derive, load_schema
    from kg.namespaces import derived_graph
    from kg.store import document

    schema = load_schema()
    gc.disable()
    for _ in range(2):  # the first time reads ontology and shapes
        times = [time.process_time()]
        reading = formats.read(source)
        times.append(time.process_time())
        validation.check(reading.graphs, places=reading.places, column_for=reading.column_for)
        times.append(time.process_time())
        derived = derive(reading.graphs, schema=schema)
        times.append(time.process_time())
        graphs = {**reading.graphs, derived_graph(source.name): derived}
        made = document.from_graphs(source.name, graphs)
        times.append(time.process_time())
        made.packed()
        times.append(time.process_time())
    steps = ("read", "check", "derive", "write out", "pack")
    whole = times[-1] - times[0]
    for step, before, after in zip(steps, times, times[1:], strict=False):
        print(f"{step:>10} {after - before:6.2f} s")
    began = time.process_time()
    for _ in ox.parse(made.body, ox.RdfFormat.N_QUADS, lenient=True):
        pass
    parsed = time.process_time()
    ox.Store().bulk_load(made.body, ox.RdfFormat.N_QUADS, lenient=True)
    loaded = time.process_time()
    floor = loaded - began
    print(f"{made.quads:,} statements: {whole:.2f} s; pyoxigraph parses them in", end=" ")
    print(f"{parsed - began:.2f} s and bulk-loads them in {loaded - parsed:.2f} s:", end=" ")
    print(f"{whole / floor:.1f} times both")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=["load", "check", "stages"])
    parser.add_argument("--studies", type=int, default=1000)
    parser.add_argument("--quotes", type=int, default=100, help="in each study")
    parser.add_argument("--workers", type=int)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="load-many-") as name:
        place = Path(name)
        count = 1 if args.what == "stages" else args.studies
        sources = write_studies(place / "studies", count, args.quotes)
        if args.what == "load":
            load(sources, args.workers, place)
        elif args.what == "check":
            check(sources, args.workers)
        else:
            stages(sources[0])


if __name__ == "__main__":
    main()
