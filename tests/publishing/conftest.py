"""The planted study, and its public part."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kg.loading import load
from kg.namespaces import BASE, PIF, derived_graph, study_graph
from kg.preparing import check
from kg.publishing import project, public_folder, refresh
from kg.store import open_store
from kg.terms import iri, text, typed

DATA = Path(__file__).with_name("data")
NOW = datetime(2025, 5, 5, tzinfo=UTC)


@pytest.fixture(scope="session")
def now():
    return NOW


@pytest.fixture(scope="session")
def planted_folder():
    return DATA / "planted"


@pytest.fixture(scope="session")
def planted_graphs():
    """What the files of the planted study say; to be copied before it is changed."""
    return check(DATA / "planted").graphs


@pytest.fixture
def planted(planted_graphs):
    return {graph: set(triples) for graph, triples in planted_graphs.items()}


@pytest.fixture
def projecting():
    """Return the public statements of graphs, without those derived, by study."""

    def made(graphs, study="planted", moment=NOW):
        public = project(study, graphs, moment).graphs
        return set().union(*(t for g, t in public.items() if g != derived_graph(study)))

    return made


@pytest.fixture(scope="session")
def served(tmp_path_factory):
    """An owner's store with the planted and the first study, and its public folder. Read only."""
    store = open_store(tmp_path_factory.mktemp("served") / "pif-data")
    load(DATA / "planted", store)
    load("krishna2024", store)
    refresh(store, now=NOW)
    yield store, public_folder(store)
    store.close()


@pytest.fixture(scope="session")
def small():
    """Return the graphs of a study of one quote, public or not, perhaps under an embargo."""

    def made(study, words="These words are here for all to see.", *, level="Public", until=None):
        root, quote = iri(f"{BASE}study/{study}"), iri(f"{BASE}study/{study}/quote/Q1")
        document = iri(f"{BASE}study/{study}/document/D1")
        work = iri("https://doi.org/10.5555/work")
        a = iri("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
        said = {
            (root, a, iri(f"{PIF}Study")),
            (root, iri(f"{PIF}identifier"), text(study)),
            (root, iri("http://purl.org/dc/terms/license"),
             iri("https://creativecommons.org/licenses/by/4.0/")),
            (root, iri(f"{PIF}reportedIn"), work),
            (work, a, iri(f"{PIF}Publication")),
            (quote, a, iri(f"{PIF}Quote")), (quote, iri(f"{PIF}ofStudy"), root),
            (quote, iri(f"{PIF}identifier"), text("Q1")), (quote, iri(f"{PIF}text"), text(words)),
            (quote, iri(f"{PIF}drawnFrom"), document),
            (quote, iri(f"{PIF}accessLevel"), iri(f"{PIF}{level}")),
            (document, a, iri(f"{PIF}InterviewTranscript")),
            (document, iri(f"{PIF}identifier"), text("D1")),
            (document, iri(f"{PIF}ofStudy"), root),
        }  # fmt: skip
        if until:
            said.add((quote, iri(f"{PIF}embargoUntil"), typed(until, "dateTime")))
        return {study_graph(study): said}

    return made


@pytest.fixture(scope="session")
def secrets():
    return (DATA / "secrets.txt").read_text(encoding="utf-8").split("\n")[:-1]


@pytest.fixture(scope="session")
def bytes_below():
    """Return all that files below a folder hold, unpacked and as packed, in lower case."""

    def found(folder: Path) -> bytes:
        files = [path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()]
        files += [gzip.decompress(file) for file in files if file[:2] == b"\x1f\x8b"]
        return b"\n".join(files).decode("utf-8", "replace").casefold().encode()

    return found
