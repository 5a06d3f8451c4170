"""rdflib in memory: what a user would write otherwise. For small sizes only."""

from __future__ import annotations

import rdflib

from benchmarks.answers import Asker, Rows, read
from benchmarks.timing import once, within
from benchmarks.work import Part, Work

NAME = "rdflib"
MOST = 10_000


def run(part: Part, work: Work) -> None:
    """Load all triples into one graph and ask."""
    graph = rdflib.Graph()
    part.say(versions={"rdflib": rdflib.__version__})
    loaded, _ = once(lambda: graph.parse(work.triples, format="nt"))
    part.say(prepare="load asserted and derived triples", timing=loaded.as_json())
    queries = work.queries()

    def select(query: str) -> Rows:
        return [["" if v is None else str(v) for v in row] for row in graph.query(query)]  # type: ignore[union-attr]

    # rdflib 7.6 ends with an error when a DISTINCT aggregate meets a row without a value, so it
    # is spared the rows of the page and asked for its numbers only.
    for wordings in queries.values():
        for parts in wordings:
            parts.pop("page", None)
    asker = Asker(select, queries)
    part.ask_all(
        asker.ask,
        read,
        choose=asker.choose,
        limited=lambda call: within(work.limit, call),
        leave_out={"search": "-"},
    )
