"""What a reader without a mouse relies on, whatever page it is."""

import pytest
from walking import FRAMED

pytestmark = pytest.mark.browser
MOST_STEPS = 120
HERE = "document.activeElement"
NAMED = f"{HERE}.getAttribute('aria-label') || {HERE}.textContent.trim()"


class Keyboard:
    """Moves through a page with the keys a reader has."""

    def __init__(self, browser, address):
        self.browser, self.address = browser, address

    def open(self, path):
        self.browser.get(self.address + path)

    def press(self, key):
        self.browser.page.keyboard.press(key)

    def name(self):
        """Return what a reader knows of the place: its words, or what it is called."""
        return " ".join(self.browser.asks(NAMED).split())

    def to(self, wanted):
        """Press Tab until the focus is on something that is called so."""
        passed = []
        for _ in range(MOST_STEPS):
            self.press("Tab")
            passed.append(self.name())
            if passed[-1] == wanted or passed[-1].startswith(f"{wanted} "):
                return
        raise AssertionError(f"{wanted} is not reached; passed {passed}")

    def is_framed(self):
        """Say whether the place that has the focus can be seen to have it."""
        return self.browser.asks(FRAMED)


@pytest.fixture
def keys(browser, address):
    browser.window(1280)
    return Keyboard(browser, address)


def test_the_first_stop_skips_to_the_content(keys, browser):
    keys.open("/")
    keys.press("Tab")
    assert keys.name() == "Skip to the content"
    assert browser.page.locator(".skip").is_visible()

    keys.press("Enter")
    assert browser.page.url.endswith("#main")


def test_every_part_of_the_map_is_a_stop_that_can_be_seen(keys):
    keys.open("/")
    names = []
    keys.to("Macro-environment")
    for _ in range(14):
        names.append(keys.name())
        assert keys.is_framed(), names[-1]
        keys.press("Tab")

    assert names[0].startswith("Macro-environment")
    assert any(name.startswith("Peer mentors") for name in names)
    assert "in action 2 quotes, a kind of reflection" in names


@pytest.mark.parametrize("path", ["/constructs/patching"])
def test_focus_is_always_seen_and_never_trapped(keys, browser, path):
    keys.open(path)
    seen = set()
    for _ in range(4 * MOST_STEPS):
        keys.press("Tab")
        if browser.asks(f"{HERE} === document.body"):
            break
        assert keys.is_framed(), keys.name()
        seen.add(browser.asks(f"{HERE}.outerHTML.slice(0, 300)"))
    else:
        raise AssertionError("the focus never leaves the page")
    assert len(seen) > 50


def test_the_page_is_short_of_stops_before_its_content(keys, browser):
    keys.open("/quotes?supports=identity-work")

    stops = 0
    while not browser.asks(f"{HERE}.closest('main') !== null"):
        keys.press("Tab")
        stops += 1
        assert stops < 20
