"""Two codebooks are put side by side, and a question is asked with one reading and without it."""

import mapping_sets
import pytest
from chromium import OPENED
from served import serving
from test_pages_in_chromium import AXE, JUDGED, TAGS
from walking import WAYS, Walk

import kg
from kg.mapping.keeping import load_set

pytestmark = pytest.mark.browser
SET = (
    '#mapping_set_title: "How the hub reads them"\n#creator_label: "The hub"\n'
    + mapping_sets.HEAD
    + "small-study/struggle\tskos:exactMatch\tc:patching\tsemapv:MappingReview\tThe hub\n"
    "krishna2024/d2.3\tskos:exactMatch\tc:patching\tsemapv:MappingReview\tThe hub\n"
)
PAGES = (
    "/mappings",
    "/mappings/hub",
    "/compare",
    "/compare?a=krishna2024&b=small-study",
    "/compare?a=krishna2024&b=krishna2024",
    "/quotes?supports=patching&mappings=hub",
)


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    """The site over two studies and a set that reads both."""
    folder = tmp_path_factory.mktemp("mappings")
    with kg.open_graph(folder / "store") as graph:
        kg.load("krishna2024", into=graph)
        kg.load("tests/data/small-study", into=graph)
        file = folder / "hub.sssom.tsv"
        file.write_text(SET, encoding="utf-8")
        load_set(file, graph.store)
    with serving(folder / "store", "--workers", "1") as running:
        yield running.address.rstrip("/")


@pytest.fixture(params=WAYS, ids=str)
def walk(request, browser, service):
    """A reader of that site."""
    walked = Walk(browser, service, request.param)
    yield walked
    walked.end()


def test_codebooks_are_compared_and_a_question_is_asked_with_a_set_alone(walk):
    walk.open("/compare")
    walk.choose("First study", "Radha Krishna et al. 2024")
    walk.choose("Second study", "A made-up study of mentoring")
    walk.choose("Mappings", "How the hub reads them")
    walk.press("Compare")
    walk.sees("They meet in 1 idea.")
    walk.follow("patching")
    walk.reads_heading("Patching")

    walk.open("/quotes?supports=patching")
    walk.sees("Mappings asked:")
    walk.follow("How the hub reads them")
    walk.sees("by the mappings “How the hub reads them”")
    walk.follow("About these sets")
    walk.follow("How the hub reads them")
    walk.sees("The hub; made in a review")


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True)], ids=["light", "dark"])
def test_the_pages_are_accessible_and_fit(browser, service, width, dark):
    for path in PAGES:
        browser.window(width, dark=dark)
        browser.get(service + path)
        browser.asks(OPENED)
        browser.asks(AXE.read_text(encoding="utf-8"))
        found = browser.asks(JUDGED, TAGS)

        assert [f"{v['id']}: {[n['target'] for n in v['nodes']][:3]}" for v in found] == [], path
        for narrow in (width, 390, 320):
            browser.page.set_viewport_size({"width": narrow, "height": 900})
            assert browser.width_needed() <= narrow, path
