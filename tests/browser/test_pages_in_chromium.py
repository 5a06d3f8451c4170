"""Every kind of page in a real browser, served by the real command: it fits, and breaks no rule."""

from pathlib import Path

import pytest

AXE = Path(__file__).parents[2] / ".venv" / "clients" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
JUDGED = """const done = arguments[1];
axe.run(document, {runOnly: {type: "tag", values: arguments[0]}})
  .then(r => done(r.violations), e => done([{id: "failed", help: String(e), nodes: []}]));"""
OPENED = "document.querySelectorAll('details').forEach(d => d.open = true)"
PAGES = (
    "/",
    "/ecosystem",
    "/quotes",
    "/quotes?supports=identity-work",
    "/quotes?supports=identity-work&not=patching&role=peer-mentor&another=any",
    "/quotes?supports=patching&role=mentee",
    "/quotes?text=mentor*&sort=rank",
    "/quotes?supports=paching",
    "/constructs",
    "/constructs?q=identity",
    "/constructs/patching",
    "/constructs/identity-work",
    "/constructs/enriching",
    "/constructs/krishna2024/d2.4",
    "/queries",
    "/queries?q=gap",
    "/queries/quotes-for-construct?construct=identity-work&limit=3",
    "/queries/quotes-for-construct?construct=paching",
    "/nowhere",
)

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [1280, 390, 320])
@pytest.mark.parametrize("path", PAGES)
def test_it_fits_its_window_and_breaks_no_rule(browser, address, path, width):
    browser.window(width)
    browser.get(address + path)
    browser.driver.execute_script(OPENED)

    assert browser.width_needed() <= width
    # A page that says what cannot be answered comes with the status that says so.
    unasked = [m for m in browser.complaints() if "responded with a status of 40" not in m]
    assert unasked == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_it_is_accessible(browser, address, path, dark):
    for width in (1280, 390):
        browser.window(width, dark=dark)
        browser.get(address + path)
        browser.driver.execute_script(OPENED)
        browser.driver.execute_script(AXE.read_text(encoding="utf-8"))
        found = browser.driver.execute_async_script(JUDGED, TAGS)

        said = [f"{v['id']}: {v['help']} at {[n['target'] for n in v['nodes']][:3]}" for v in found]
        assert said == [], f"{path} at {width}"


def test_a_page_needs_no_script(browser, address):
    browser.window(1280)
    browser.scripts(allowed=False)
    try:
        browser.get(f"{address}/quotes?supports=identity-work")
        assert len(browser.driver.find_elements("css selector", "article")) == 7
        browser.driver.find_element("link text", "As filed 5").click()
        assert browser.driver.current_url.endswith("mode=filed")
        why = browser.driver.find_element("css selector", "article summary")
        why.click()
        assert "were coded" in browser.driver.find_element("css selector", "article .chain").text
    finally:
        browser.scripts(allowed=True)


def test_colours_may_be_forced(browser, address):
    browser.window(1280, forced=True)
    browser.get(f"{address}/quotes?supports=identity-work")

    chip = browser.driver.find_element("css selector", ".chip.hit")
    assert chip.value_of_css_property("outline-style") == "solid"
    browser.window(1280)


def test_print_keeps_the_words_and_leaves_the_machinery_out(browser, address):
    browser.window(1280, media="print")
    browser.get(f"{address}/quotes?supports=identity-work")

    def shown(css):
        return [e.is_displayed() for e in browser.driver.find_elements("css selector", css)]

    assert all(shown("blockquote"))
    assert not any(shown(".top nav, .ask, .side, .foot ul"))
    browser.window(1280)


def test_right_to_left_pages_mirror(browser, address):
    browser.window(1280)
    browser.get(f"{address}/quotes?supports=identity-work")
    browser.driver.execute_script("document.documentElement.dir = 'rtl'")

    who, words = (
        browser.driver.find_element("css selector", f"article {css}").rect["x"]
        for css in (".who", "blockquote")
    )
    assert who > words
    assert browser.width_needed() <= 1280
