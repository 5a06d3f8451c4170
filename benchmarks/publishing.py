"""What it costs to publish the pages of a site: ``python -m benchmarks.publishing STORE OUT``.

Everything that may be public of the store is taken stock of, every list and the search are made,
and pages are rendered by one process, so that all of its time can be seen. ``--part 10`` renders
a tenth of all jobs, twelve together, and says by that what all would take. What the data cost
beside the pages is measured by :mod:`benchmarks.site_data`; ``--whole`` publishes all as the
command does.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from kg.describing.memory import steady
from kg.describing.studies import study_facts
from kg.site import Changes, SiteData
from kg.store import open_store
from webui.site import assets, lists, publish
from webui.site.addressing import Addresses
from webui.site.frozen import frozen
from webui.site.inventory import take
from webui.site.publishing import _jobs
from webui.site.rendering import Renderer

T = TypeVar("T")
_TOGETHER = 12


def silent(said: str) -> None:
    """Say nothing of what is being done."""


def used() -> float:
    """Return the seconds of processor that this process and those it waited for have used."""
    whose = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(u.ru_utime + u.ru_stime for u in map(resource.getrusage, whose))


def measured(made: dict[str, Any], name: str, work: Callable[[], T]) -> T:
    """Do some work, and note what it took."""
    began, before = time.perf_counter(), used()
    result = work()
    made[name] = {
        "seconds": round(time.perf_counter() - began, 1),
        "processor_seconds": round(used() - before, 1),
    }
    return result


def pages(store_place: str, out: Path, part: int) -> dict[str, Any]:
    """Render a part of all pages, and say what all would take."""
    made: dict[str, Any] = {"part": part}
    with frozen(open_store(store_place, must_exist=True), None, None, silent) as public:
        inventory = measured(made, "inventory", lambda: take(public, silent))
        facts = {
            study: found
            for study in inventory.studies
            if (found := steady(public, lambda memory, s=study: study_facts(public, memory, s)))
        }
        titles = {study: found.title for study, found in facts.items()}
        quotes = measured(made, "lists", lambda: lists.gather(public, inventory.layout, titles))
        stems = lists.stems(quotes, inventory.layout)
        addresses = Addresses(inventory.layout, stems, assets.copy(out))
        data = SiteData("2024", (), Changes(True, "", ()), facts, ())
        renderer = Renderer(public, addresses, data.date)
        jobs = list(_jobs(renderer, inventory, data, quotes, [], out))
        made |= {"quotes": len(quotes.lines), "jobs": len(jobs)}
        made |= {"things": len(inventory.layout.pages)}
        measured(made, "search", jobs[0])
        measured(made, "first", jobs[1])  # templates are read and compiled
        made["rendered"] = measured(made, "part of pages", lambda: sum(_some(jobs[2:], part)))
    spent = made["part of pages"]["processor_seconds"]
    made["all pages, processor seconds"] = round(spent * part, 1)
    made["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    return made


def _some(jobs: list[Callable[[], int]], part: int) -> Iterator[int]:
    # Some after another, for what is known of a study serves its next job.
    for n, job in enumerate(jobs):
        if (n // _TOGETHER) % part == 0:
            yield job()


def whole(store_place: str, out: Path, workers: int) -> dict[str, Any]:
    """Publish as the command does."""
    made: dict[str, Any] = {"workers": workers}
    store = open_store(store_place, must_exist=True)
    began = time.perf_counter()
    begins: dict[str, float] = {}

    def step(said: str) -> None:
        word = "pages" if said[0].isdigit() else said.split()[0].lower()
        begins.setdefault(word, round(time.perf_counter() - began, 1))

    done = measured(made, "all", lambda: publish(store, out, workers=workers, step=step))
    made["begins_after_seconds"] = begins
    made |= {"studies": done.studies, "quotes": done.quotes, "pages": done.pages}
    sizes = [path.stat().st_size for path in out.rglob("*") if path.is_file()]
    whose = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    peak = max(resource.getrusage(each).ru_maxrss for each in whose)
    return made | {"files": len(sizes), "bytes": sum(sizes), "peak_mb_of_one_process": peak >> 10}


def main() -> int:
    """Measure what the command line names."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.publishing", description=__doc__)
    parser.add_argument("store")
    parser.add_argument("out", type=Path, help="a folder that is not there")
    parser.add_argument("--part", type=int, default=1)
    parser.add_argument("--whole", action="store_true")
    parser.add_argument("--workers", type=int, default=2)
    args = parser.parse_args()
    if args.whole:
        print(json.dumps(whole(args.store, args.out, args.workers), indent=1))
        return 0
    with tempfile.TemporaryDirectory(dir=args.out.parent) as folder:
        print(json.dumps(pages(args.store, Path(folder), args.part), indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
