"""What tests in several folders share."""

import gc

import pytest
from hypothesis import HealthCheck, settings

from kg.loading import load
from kg.store import open_store
from tests.handing_out import LongFirst

WITH_OTHERS = {
    "attacks",
    "browser",
    "changing",
    "clients",
    "conformance",
    "harvesting",
    "loading",
    "publishing",
    "sandbox",
    "store",
    "webui",
}
"""Folders whose tests wait for processes and connections, which a busy machine may hold up."""

# How long something takes is measured in benchmarks: here a busy machine would decide it.
settings.register_profile(
    "untimed", settings.default, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("untimed")

MUCH = 100_000
"""Things made and not let go since the last time."""


@pytest.fixture(scope="session")
def study_store(tmp_path_factory):
    """The first study, loaded into an embedded store. To be read only."""
    store = open_store(tmp_path_factory.mktemp("study") / "store")
    load("krishna2024", store)
    yield store
    store.close()


@pytest.fixture(scope="module")
def java_for_seconds():
    """Let Java compile at once and no better: it does not run long enough to win by more."""
    with pytest.MonkeyPatch.context() as environ:
        environ.setenv("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1")
        yield


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Hand files out to several processes in our own order; any other way is left alone."""
    return LongFirst(config, log) if config.getvalue("dist") == "loadfile" else None


def pytest_collection_modifyitems(items):
    """Give a test that waits for other processes a second try; the summary lists who needed it."""
    for item in items:
        if WITH_OTHERS & set(item.path.relative_to(item.config.rootpath).parts):
            item.add_marker(pytest.mark.flaky(reruns=1))


def pytest_collection_finish():
    """Keep what was imported and collected out of every later search for garbage: it is much."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def tidied_up_by_one_thread():
    """Collect circular garbage between tests, when there is much of it, and at no other time.

    An exception that a test keeps holds its frames in a circle, and with them answers of
    pyoxigraph: those must be let go by the thread that made them, and Python by itself tidies up
    in whichever thread is running.
    """
    gc.disable()
    yield
    if gc.get_count()[0] > MUCH:
        gc.collect()
