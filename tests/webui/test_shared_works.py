"""A work that many studies cite is read as often as they cite it, not as often as that squared."""

import pytest

from kg.namespaces import DCTERMS, PIF, study_graph
from kg.pages.citations import citations
from kg.store import open_store
from kg.terms import iri, text, typed

STUDIES = 30
WORK = iri("https://doi.org/10.5555/shared")


def graphs(name):
    entry = iri(f"https://w3id.org/pif-kg/study/{name}/reference/ref01")
    study = iri(f"https://w3id.org/pif-kg/study/{name}")
    return {
        study_graph(name): {
            (study, iri(f"{PIF}identifier"), text(name)),
            (entry, iri(f"{PIF}toWork"), WORK),
            (entry, iri(f"{PIF}identifier"), text("ref01")),
            (entry, iri(f"{PIF}printedAs"), text("1. Somebody. A work.")),
            (WORK, iri(f"{DCTERMS}title"), text("A work")),
            (WORK, iri(f"{PIF}publicationYear"), typed(2020, "integer")),
        }
    }


class Counting:
    """A store that counts the rows it answers with."""

    def __init__(self, store):
        self.store, self.rows = store, 0

    def query(self, sparql, bindings=None):
        rows = list(self.store.query(sparql, bindings).rows())
        self.rows += len(rows)
        return type("Answer", (), {"rows": lambda _: iter(rows)})()


@pytest.fixture
def store(tmp_path):
    store = open_store(tmp_path / "store")
    for i in range(STUDIES):
        store.replace(f"study-{i}", graphs(f"study-{i}"))
    return Counting(store)


def test_rows_grow_with_the_entries(store):
    found = citations(store, "now")

    assert found.work(WORK[1:-1]).title == "A work"
    assert found.work(WORK[1:-1]).year == "2020"
    assert store.rows < 2 * STUDIES
