"""Give everybody the same RDF: what our store holds, as plain files."""

from __future__ import annotations

import gzip
from pathlib import Path

from benchmarks.work import Work
from kg.closure.shipped import shipped_triples
from kg.namespaces import derived_graph

_DERIVED = f" <{derived_graph('')}".encode()


def export(work: Work, *, triples: bool = True) -> dict[str, int]:
    """Write the studies of our store; returns how many statements are asserted and derived.

    One file holds what was asserted, in its graphs; the other, unless it is not wanted, adds what
    follows and the shared scheme, without graphs.
    """
    asserted = derived = 0
    with (
        work.asserted.open("wb") as quads,
        (work.triples if triples else Path("/dev/null")).open("wb") as everything,
    ):
        for path in sorted((work.store / "studies").glob("*.nq.gz")):
            with gzip.open(path) as file:
                file.readline()  # what the file says of itself
                for line in file:
                    triple, _, graph = line.rpartition(b" <")
                    if (b" <" + graph).startswith(_DERIVED):
                        derived += 1
                    else:
                        asserted += 1
                        quads.write(line)
                    if triples:
                        everything.write(triple + b" .\n")
        for s, p, o in shipped_triples()[1]:
            if not s.startswith("_") and not o.startswith("_"):
                everything.write(f"{s} {p} {o} .\n".encode())
    return {"asserted": asserted, "derived": derived}
