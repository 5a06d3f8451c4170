"""What tests in several folders share."""

import pytest

from kg.loading import load
from kg.store import open_store


@pytest.fixture(scope="session")
def study_store(tmp_path_factory):
    """The first study, loaded into an embedded store. To be read only."""
    store = open_store(tmp_path_factory.mktemp("study") / "store")
    load("krishna2024", store)
    yield store
    store.close()
