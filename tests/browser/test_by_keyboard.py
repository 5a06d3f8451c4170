"""A reader without a mouse does everything there is to do."""

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

pytestmark = pytest.mark.browser
MOST_STEPS = 120
# An outline; on the map a frame round the area that can be hit.
FRAMED = """((place) => {
  const style = getComputedStyle(place);
  const area = place.querySelector(".hit");
  const framed = area && getComputedStyle(area).stroke !== "none";
  return framed || (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2);
})(document.activeElement)"""
NAMED = """((place) => place.getAttribute("aria-label") || place.textContent.trim())
(document.activeElement)"""


class Keyboard:
    """Moves through a page with the keys a reader has."""

    def __init__(self, browser):
        self.browser = browser

    def press(self, *keys):
        ActionChains(self.browser.driver).send_keys(*keys).perform()

    @property
    def at(self):
        return self.browser.driver.switch_to.active_element

    def name(self):
        """Return what a reader knows of the place: its words, or what it is called."""
        return self.browser.asks(
            "((e) => (e.labels && e.labels[0] || e).textContent.trim().replace(/\\s+/g, ' ')"
            " || e.getAttribute('aria-label') || '')(document.activeElement)"
        )

    def to(self, wanted):
        """Press Tab until the focus is on something that is called so."""
        passed = []
        for _ in range(MOST_STEPS):
            self.press(Keys.TAB)
            passed.append(self.name())
            if passed[-1] == wanted or passed[-1].startswith(f"{wanted} "):
                return self.at
        raise AssertionError(f"{wanted} is not reached; passed {passed}")

    def is_framed(self):
        """Say whether the place that has the focus can be seen to have it."""
        return self.browser.asks(FRAMED)


@pytest.fixture
def keys(browser, address):
    browser.window(1280)
    browser.get(address + "/")
    return Keyboard(browser)


def heading(browser):
    return browser.driver.find_element("css selector", "h1").text


def test_the_first_stop_skips_to_the_content(keys, browser):
    keys.press(Keys.TAB)
    assert keys.name() == "Skip to the content"
    assert keys.at.is_displayed()

    keys.press(Keys.ENTER)
    assert browser.driver.current_url.endswith("#main")


def test_the_question_is_asked_and_its_answer_read(keys, browser):
    construct = keys.to("Construct")
    construct.send_keys("identity w")
    keys.to("Role of the speaker").send_keys("peer")
    keys.to("Show the quotes")
    keys.press(Keys.ENTER)
    assert heading(browser) == "5 quotes support identity work"

    keys.to("remove peer mentors")
    keys.press(Keys.ENTER)
    assert heading(browser) == "7 quotes support identity work"

    keys.to("As filed 5")
    keys.press(Keys.ENTER)
    assert heading(browser) == "5 quotes support identity work"


def test_a_reason_is_opened_and_the_construct_followed(keys, browser, address):
    browser.get(f"{address}/quotes?supports=patching")

    keys.to("Why this counts")
    keys.press(Keys.ENTER)
    chain = browser.driver.find_element("css selector", ".chain")
    assert "were coded Patching by the authors" in chain.text

    keys.to("patching")
    keys.press(Keys.ENTER)
    assert heading(browser) == "Patching"


def test_the_answer_is_narrowed_and_taken_away(keys, browser, address):
    browser.get(f"{address}/quotes?supports=identity-work")

    keys.to("mentee 2")
    keys.press(Keys.ENTER)
    assert heading(browser) == "2 quotes support identity work"
    assert keys.to("CSV").get_attribute("href").endswith("supports=identity-work&role=mentee")
    keys.to("Citation")
    keys.press(Keys.ENTER)
    assert browser.driver.find_element("css selector", ".cite").is_displayed()


def test_every_part_of_the_map_is_a_stop_that_can_be_seen(keys, browser):
    names = []
    keys.to("Macro-environment")
    for _ in range(14):
        names.append(browser.asks(NAMED))
        assert keys.is_framed(), names[-1]
        keys.press(Keys.TAB)

    assert names[0].startswith("Macro-environment")
    assert any(name.startswith("Peer mentors") for name in names)
    assert "in action 2 quotes, a kind of reflection" in names


def test_focus_is_always_seen_and_never_trapped(keys, browser, address):
    browser.get(f"{address}/constructs/patching")
    seen = set()
    for _ in range(MOST_STEPS):
        keys.press(Keys.TAB)
        if browser.asks("document.activeElement === document.body"):
            break
        assert keys.is_framed(), keys.name()
        seen.add(browser.asks("document.activeElement.outerHTML.slice(0, 300)"))
    assert len(seen) > 50


def test_the_page_is_short_of_stops_before_its_content(keys, browser, address):
    browser.get(f"{address}/quotes?supports=identity-work")

    stops = 0
    while not browser.asks("document.activeElement.closest('main') !== null"):
        keys.press(Keys.TAB)
        stops += 1
        assert stops < 20
