"""Jails to test with, over the first study."""

from collections.abc import Iterator

import pytest
from jail_kit import SMALL

from kg.sandbox import start
from kg.sandbox.jail import RunningJail


@pytest.fixture(scope="session")
def jail(study_store) -> Iterator[RunningJail]:
    """A jail with small limits over the first study."""
    with start(study_store.address, SMALL, services=()) as made:
        yield made
