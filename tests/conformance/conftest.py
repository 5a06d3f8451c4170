"""Servers under test: real processes, as their drivers would start them."""

import pytest
from served import serving
from w3c_requests import Server

import kg

TOKEN = "not-to-be-guessed-by-a-driver"


@pytest.fixture(scope="session")
def conformance_server(tmp_path_factory):
    """`PIF_CONFORMANCE=1 pif serve`: an empty store that anybody may change."""
    with serving(
        tmp_path_factory.mktemp("conformance") / "none", environ={"PIF_CONFORMANCE": "1"}
    ) as service:
        yield Server(service.address)


@pytest.fixture(scope="session")
def public_server(tmp_path_factory):
    """`pif serve --public` over the first study, with updates on and a token that is known."""
    place = tmp_path_factory.mktemp("public") / "store"
    with kg.open_graph(place) as graph:
        kg.load("krishna2024", into=graph)
    environ = {"PIF_UPDATE": "1", "PIF_TOKEN": TOKEN}
    with serving(place, "--public", environ=environ) as service:
        yield Server(service.address)
