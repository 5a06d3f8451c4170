"""What tests in several folders share."""

import gc

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


@pytest.fixture(autouse=True)
def nothing_left_to_other_threads(request):
    """Let go of what earlier tests left lying about, before a test's own threads could be told to.

    An exception that a test keeps holds its frames in a circle, and with them answers of
    pyoxigraph: those must be let go by the thread that made them, and Python tidies up circles
    in whichever thread is running.
    """
    if getattr(getattr(request.node, "module", None), "threading", None):
        gc.collect()
