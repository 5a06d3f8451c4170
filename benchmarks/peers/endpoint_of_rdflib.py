"""rdflib-endpoint over a file: ``python -m benchmarks.peers.endpoint_of_rdflib FILE.nq PORT``."""

from __future__ import annotations

import sys
from pathlib import Path

import rdflib
import uvicorn
from rdflib_endpoint import SparqlEndpoint


def main(file: str, port: str) -> None:
    """Load the file into memory, all graphs as one for a query, and answer."""
    graph = rdflib.Dataset(default_union=True)
    graph.parse(Path(file), format="nquads")
    uvicorn.run(SparqlEndpoint(graph=graph, path="/"), port=int(port), log_level="error")


if __name__ == "__main__":
    main(*sys.argv[1:])
