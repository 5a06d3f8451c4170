"""Oxigraph in memory, through pyoxigraph: the fastest SPARQL engine that comes with Python."""

from __future__ import annotations

import pyoxigraph as ox

from benchmarks.answers import Asker, Rows, read
from benchmarks.timing import once, within
from benchmarks.work import Part, Work

NAME = "Oxigraph (memory)"


def run(part: Part, work: Work) -> None:
    """Load all triples into one graph and ask."""
    store = ox.Store()
    part.say(versions={"pyoxigraph": ox.__version__})
    loaded, _ = once(
        lambda: store.bulk_load(path=work.triples, format=ox.RdfFormat.N_TRIPLES, lenient=True)
    )
    part.say(prepare="load asserted and derived triples", timing=loaded.as_json())
    queries = work.queries()

    def select(query: str) -> Rows:
        found = store.query(query)
        assert isinstance(found, ox.QuerySolutions)
        return [["" if term is None else term.value for term in row] for row in found]  # type: ignore[union-attr]

    asker = Asker(select, queries)
    part.ask_all(
        asker.ask,
        read,
        choose=asker.choose,
        limited=lambda call: within(work.limit, call),
    )
