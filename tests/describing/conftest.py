"""A store that can be filled with made-up things in a few words."""

import pytest

from kg.namespaces import PIF
from kg.store import open_store
from kg.terms import A, iri

BASE = "https://w3id.org/pif-kg/"


@pytest.fixture
def store(tmp_path):
    made = open_store(tmp_path / "store")
    yield made
    made.close()


@pytest.fixture
def put():
    """Put triples into the asserted graph of a study, or into another of its graphs."""

    def put(store, study, triples, derived=()):
        graphs = {f"{BASE}graph/study/{study}": triples}
        if derived:
            graphs[f"{BASE}graph/derived/{study}"] = derived
        store.replace(study, graphs)

    return put


@pytest.fixture
def supporting():
    """Return the triples of so many quotes of a study that support a construct."""

    def supporting(study, count, construct="patching"):
        for n in range(count):
            quote = iri(f"{BASE}study/{study}/quote/Q{n}")
            yield quote, A, iri(f"{PIF}Quote")
            yield quote, iri(f"{PIF}supports"), iri(f"{BASE}scheme/{construct}")

    return supporting
