"""From a construct to the studies that bear on it, a record among them, and on to a quote."""

import pytest
from chromium import OPENED
from served import serving
from test_pages_in_chromium import AXE, JUDGED, TAGS

import kg
from kg import loading

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    place = tmp_path_factory.mktemp("records") / "store"
    with kg.open_graph(place) as graph:
        kg.load("krishna2024", into=graph)
        [source] = loading.find_sources("records")
        list(loading.load_records(source, graph.store))
    with serving(place, "--workers", "1") as service:
        yield service.address.rstrip("/")


def test_a_record_is_reached_with_its_reason(walk):
    walk.open("/constructs/threshold-event")
    walk.sees("Studies that bear on it")
    walk.follow(
        "Professional identity formation amongst peer-mentors in a research-based mentoring"
        " programme"
    )
    walk.arrives("/studies/krishna2023b")
    walk.sees("A record, not a full study")
    walk.follow("Q15")
    walk.sees("Q15")


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True)], ids=["light", "dark"])
def test_the_pages_are_accessible_and_fit(browser, address, width, dark):
    for path in ("/constructs/community-of-practice", "/studies/krishna2023b", "/studies"):
        browser.window(width, dark=dark)
        browser.get(address + path)
        browser.asks(OPENED)
        browser.asks(AXE.read_text(encoding="utf-8"))
        found = browser.asks(JUDGED, TAGS)

        assert [f"{v['id']}: {[n['target'] for n in v['nodes']][:3]}" for v in found] == [], path
        for narrow in (width, 390, 320):
            browser.page.set_viewport_size({"width": narrow, "height": 900})
            assert browser.width_needed() <= narrow, path
