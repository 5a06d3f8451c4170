"""The site as its owner runs it, over the first study, and a real browser in front of it."""

import pytest
from chromium import chromium
from served import serving
from walking import WAYS, Walk

import kg


@pytest.fixture(scope="session")
def address(tmp_path_factory):
    """The root of `pif serve` over the first study, without a slash at its end."""
    place = tmp_path_factory.mktemp("browser") / "store"
    with kg.open_graph(place) as graph:
        kg.load("krishna2024", into=graph)
    with serving(place, "--workers", "1") as service:
        yield service.address.rstrip("/")


@pytest.fixture(scope="package")
def browser():
    """Given up after the last test here: the loop Playwright runs keeps others from running one."""
    with chromium() as started:
        yield started


@pytest.fixture(params=WAYS, ids=str)
def walk(request, browser, address):
    """A reader who walks through pages in one of the ways people do."""
    walked = Walk(browser, address, request.param)
    yield walked
    walked.end()
