"""A proposed mapping is looked at, accepted with a name and a token, found as a set, and undone."""

import pytest
from chromium import OPENED
from served import serving
from test_pages_in_chromium import AXE, JUDGED, TAGS
from walking import WAYS, Walk

import kg
from webui import tokens

pytestmark = pytest.mark.browser
PAGE = "/studies/krishna2024/map"
SAYS = "What you say of Sub-domain 4. Splinting and patching and patching"


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    """The site of an owner who lets a token decide."""
    folder = tmp_path_factory.mktemp("proposing")
    token = tokens.add(folder / "tokens.json", "me", ["load"])
    with kg.open_graph(folder / "store") as graph:
        kg.load("krishna2024", into=graph)
    options = ("--workers", "1", "--token-file", str(folder / "tokens.json"))
    with serving(folder / "store", *options, environ={"PIF_UPDATE": "1"}) as running:
        running.token = token
        yield running


@pytest.fixture(params=WAYS[3:], ids=str)
def walk(request, browser, service):
    """A reader with a token, on a phone without script."""
    walked = Walk(browser, service.address.rstrip("/"), request.param)
    yield walked
    walked.end()


def test_a_proposal_is_accepted_found_again_and_taken_back(walk, service):
    walk.open("/studies/krishna2024")
    walk.follow("What its codes may mean")
    walk.follow("compare these too")
    walk.choose(SAYS, "is close to")
    walk.type("Who decides", "Ana, our group")
    walk.type("Token", service.token)
    walk.press("Keep these decisions")
    walk.sees("1 decision changed.")
    walk.sees("accepted: is close to, which carries no evidence.")
    walk.follow("krishna2024-reviewed")
    walk.reads_heading("Mappings of the codes of krishna2024 that people accepted")
    walk.open(PAGE)
    walk.choose(SAYS, "forget what was decided")
    walk.type("Token", service.token)
    walk.press("Keep these decisions")
    walk.sees("1 decision changed.")
    walk.sees("Nothing is proposed.")


def test_the_form_is_accessible_and_fits(browser, service):
    browser.window(1280, dark=True)
    browser.get(service.address.rstrip("/") + f"{PAGE}?all=yes")
    browser.asks(OPENED)
    browser.asks(AXE.read_text(encoding="utf-8"))
    found = browser.asks(JUDGED, TAGS)

    assert [f"{v['id']}: {[n['target'] for n in v['nodes']][:3]}" for v in found] == []
    for narrow in (1280, 390, 320):
        browser.page.set_viewport_size({"width": narrow, "height": 900})
        assert browser.width_needed() <= narrow
