"""A public server with small limits, to be attacked."""

import sys
from pathlib import Path

import pytest
from served import serving

import kg

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:  # the benchmarks are no installed package
    sys.path.insert(0, str(ROOT))

LIMITS = {
    "PIF_QUERY_SECONDS": "1",
    "PIF_QUERY_MEMORY": "256M",
    "PIF_QUERY_SIZE": "8M",
    "PIF_QUERY_AT_ONCE": "4",
}


@pytest.fixture(scope="session")
def attacked(tmp_path_factory):
    """A service over the first study, as strangers see it."""
    place = tmp_path_factory.mktemp("attacks") / "store"
    with kg.open_graph(place) as graph:
        kg.load("krishna2024", into=graph)
    log = tmp_path_factory.mktemp("attacks") / "access.log"
    with serving(place, "--public", "--access-log", str(log), environ=LIMITS) as service:
        service.root = service.address.rstrip("/")
        service.log = log
        yield service
