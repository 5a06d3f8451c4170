"""Servers on this computer that publish small studies, and a hub that harvests them."""

import pytest
from published_crates import LOOPBACK, QUICK, Web

from kg.harvesting import harvest, read_registry
from kg.store import open_store


@pytest.fixture
def web():
    """Make servers; all are ended."""
    made = []

    def make():
        made.append(Web())
        return made[-1]

    yield make
    for each in made:
        each.end()


@pytest.fixture
def hub(tmp_path):
    """A store to harvest into."""
    store = open_store(tmp_path / "hub", must_exist=False)
    yield store
    store.close()


@pytest.fixture
def registry(tmp_path):
    """Write a registry; returns its path."""

    def write(*lines):
        path = tmp_path / "registry.yaml"
        path.write_text("\n".join(["studies:", *(f"  - {line}" for line in lines)]) + "\n")
        return path

    return write


@pytest.fixture
def harvested(hub, registry):
    """Harvest addresses into the hub; returns the outcome by study or source."""

    def run(*addresses, prune=False, bounds=QUICK, private=LOOPBACK):
        lines = [a if ": " in a else f"address: {a}" for a in addresses]
        entries = read_registry(registry(*lines))
        run.became = list(harvest(entries, hub, bounds=bounds, private=private, prune=prune))
        return {each.study or each.source: each.outcome for each in run.became}

    return run
