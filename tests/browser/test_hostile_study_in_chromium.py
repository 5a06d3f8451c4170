"""A study with something hostile in every field: nothing runs, nothing leaves the page."""

import pytest
from chromium import OPENED
from hostile_study import write_hostile_study
from served import serving

import kg

pytestmark = pytest.mark.browser
PAGES = (
    "/", "/ecosystem", "/quotes", "/quotes?supports=patching", "/constructs/patching",
    "/constructs/hostile/k1", "/constructs/hostile/k2", "/studies", "/studies/hostile",
    "/matrix?rows=code&cols=participant", "/synthesis", "/cooccurrence?kind=code", "/literature",
    "/agreement?study=hostile", "/literature/network", "/literature/gaps",
    "/graph",
    "/graph?from=hostile/code/k1&open=hostile/code/k1~in~pif:supports&open=hostile/quote/Q1",
    "/graph?from=hostile/quote/Q2&to=hostile/code/k1", "/graph?from=study/hostile",
    "/graph?from=hostile/participant/P2&open=hostile/participant/P2~in~pif:spokenBy",
)  # fmt: skip


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    with kg.open_graph(folder / "store") as graph:
        kg.load(write_hostile_study(folder / "hostile"), into=graph)
    with serving(folder / "store", "--workers", "1") as service:
        yield service.address.rstrip("/")


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_nothing_runs_and_nothing_overflows(browser, hostile, width):
    browser.window(width)
    for path in PAGES:
        browser.get(hostile + path)
        browser.asks(OPENED)

        assert browser.width_needed() <= width, path
        assert browser.complaints() == [], path
