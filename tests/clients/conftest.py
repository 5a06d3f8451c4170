"""A real server, as strangers see it, for clients that know nothing but its address."""

import pytest
from served import serving

import kg


@pytest.fixture(scope="session")
def public(tmp_path_factory):
    """The root of a public server over the first study."""
    place = tmp_path_factory.mktemp("clients") / "store"
    with kg.open_graph(place) as graph:
        kg.load("krishna2024", into=graph)
    with serving(place, "--public", "--access-log", "off") as service:
        yield service.address.rstrip("/")
        assert "".join(service.problems) == ""


@pytest.fixture(scope="session")
def endpoint(public):
    """The address of its endpoint."""
    return f"{public}/sparql"
