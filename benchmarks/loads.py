"""Load: study folders by us, the same statements as N-Quads by Oxigraph and rdflib."""

from __future__ import annotations

import shutil

import pyoxigraph as ox

from benchmarks.timing import once
from benchmarks.work import Part, Work

MOST_IN_MEMORY = 200_000
MOST_BY_RDFLIB = 10_000


def run(part: Part, work: Work) -> None:
    """Measure the others; ourselves the runner measures through the command line."""
    kind = {"format": ox.RdfFormat.N_QUADS, "lenient": True}

    def parse() -> None:
        for _ in ox.parse(path=work.asserted, **kind):  # type: ignore[arg-type]
            pass

    timing, _ = once(parse)
    part.say(prepare="pyoxigraph: parse only", timing=timing.as_json())
    if work.quotes <= MOST_IN_MEMORY:
        timing, _ = once(lambda: ox.Store().bulk_load(path=work.asserted, **kind))  # type: ignore[arg-type]
        part.say(prepare="pyoxigraph: parse and bulk-load into memory", timing=timing.as_json())
    place = work.folder / "oxigraph-on-disk"
    timing, _ = once(lambda: ox.Store(place).bulk_load(path=work.asserted, **kind))  # type: ignore[arg-type]
    part.say(prepare="pyoxigraph: parse and bulk-load onto disk", timing=timing.as_json())
    shutil.rmtree(place)
    if work.quotes <= MOST_BY_RDFLIB:
        import rdflib

        graph = rdflib.Dataset()
        timing, _ = once(lambda: graph.parse(work.asserted, format="nquads"))
        part.say(prepare="rdflib: parse into memory", timing=timing.as_json())
