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
def place(tmp_path_factory):
    """The folder of a store that holds the first study."""
    folder = tmp_path_factory.mktemp("attacks") / "store"
    with kg.open_graph(folder) as graph:
        kg.load("krishna2024", into=graph)
    return folder


@pytest.fixture(scope="session")
def attacked(place, tmp_path_factory):
    """A service as strangers see it."""
    log = tmp_path_factory.mktemp("log") / "access.log"
    with serving(place, "--public", "--access-log", str(log), environ=LIMITS) as service:
        service.root = service.address.rstrip("/")
        service.log = log
        yield service


@pytest.fixture(scope="session")
def stormed(place):
    """The same with time to wait: how long a query may take is how long it may wait, too."""
    environ = {**LIMITS, "PIF_QUERY_SECONDS": "3"}
    with serving(place, "--public", "--access-log", "off", environ=environ) as service:
        service.root = service.address.rstrip("/")
        yield service
