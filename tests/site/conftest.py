"""The site of the first study, and a server for sites."""

import pytest
from generated_studies import fill
from hostile_study import write_hostile_study
from made_sites import make
from real_apache import APACHE, MODULES, started

from kg.loading import load
from kg.publishing import project
from kg.store import open_store
from kg.terms import read_nquads


@pytest.fixture(scope="session")
def public(study_store, tmp_path_factory):
    """The public part of the first study, in a store of its own."""
    store = open_store(tmp_path_factory.mktemp("public") / "store")
    lines = study_store.read_study("krishna2024")
    store.replace("krishna2024", project("krishna2024", read_nquads(lines)).graphs)
    yield store
    store.close()


@pytest.fixture(scope="session")
def site(public, tmp_path_factory):
    """The folder of its site."""
    out = tmp_path_factory.mktemp("site") / "out"
    make(public, out)
    return out


@pytest.fixture(scope="session")
def odd_site(tmp_path_factory):
    """A site of studies that are generated, and of one that is hostile in every field."""
    folder = tmp_path_factory.mktemp("odd")
    store = open_store(folder / "store")
    fill(store, quotes=12)
    load(write_hostile_study(folder / "hostile"), store)
    make(store, folder / "out")
    store.close()
    return folder / "out"


@pytest.fixture(scope="session")
def serve(tmp_path_factory):
    """Return a function that serves folders with Apache."""
    if APACHE is None or MODULES is None:
        pytest.skip("there is no Apache here; .ci/apache brings one")
    running = []

    def serve(**folders):
        server, process = started(tmp_path_factory.mktemp("apache"), folders)
        running.append(process)
        return server

    yield serve
    for process in running:
        process.terminate()
        process.wait(20)
