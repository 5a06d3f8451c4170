"""The site over the first study: as its owner has it, as strangers have it, and what is in it."""

import pytest
from served import serving

from kg.namespaces import BASE
from webui import Site, create_app


@pytest.fixture(scope="session")
def public_client(study_graph):
    """Asks a site for strangers. Here it holds what the owner's does."""
    return create_app(study_graph, site=Site(study_graph, audience="public")).test_client()


@pytest.fixture(scope="session")
def every_iri(study_graph):
    """Every IRI of ours, and every work, that anything is said of; and the graphs."""
    store = study_graph.store
    said = store.query("SELECT DISTINCT ?s WHERE { ?s ?p ?o FILTER(isIRI(?s)) }").rows()
    graphs = store.query("SELECT DISTINCT ?s WHERE { GRAPH ?s { ?x ?y ?z } }").rows()
    found = {row["s"][1:-1] for row in (*said, *graphs)}
    return sorted(i for i in found if i.startswith((BASE, "https://doi.org/")) and "#" not in i)


@pytest.fixture(scope="session")
def kinds(every_iri):
    """One IRI of each kind of thing there is."""
    found = {}
    for iri in every_iri:
        parts = iri.removeprefix(BASE).split("/")
        found.setdefault(f"{parts[0]}/{parts[2]}" if len(parts) > 2 else parts[0], iri)
    return found


@pytest.fixture(scope="session")
def served_to_owner(study_graph):
    """The address of `pif serve` as its owner runs it, in processes of its own."""
    with serving(study_graph.store.address, "--workers", "1") as service:
        yield service.address.rstrip("/")


@pytest.fixture(scope="session")
def served_to_strangers(study_graph):
    """The address of `pif serve --public`."""
    with serving(study_graph.store.address, "--workers", "1", "--public") as service:
        yield service.address.rstrip("/")
