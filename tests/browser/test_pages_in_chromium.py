"""Every kind of page in a real browser, served by the real command: it fits, and breaks no rule."""

from pathlib import Path

import pytest
from chromium import OPENED

AXE = Path(__file__).parents[2] / ".venv" / "clients" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
JUDGED = """tags => axe.run(document, {runOnly: {type: "tag", values: tags}})
  .then(found => found.violations)"""
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
    "/study/krishna2024/code/d2.4.html",
    "/study/krishna2024/quote/Q27.html",
    "/study/krishna2024/document/NP1-interview.html",
    "/study/krishna2024/participant/NP1.html",
    "/study/krishna2024/claim/C-ECO-s14.html",
    "/literature/10.1186/s12909-024-05992-0.html",
    "/work/pratt-2006-constructing-professional-identity-the-role-of.html",
    "/studies/new",
    "/studies/new?check=gone",
    "/studies/new/columns",
    "/studies/krishna2024/map?all=yes",
    "/queries",
    "/queries?q=gap",
    "/queries/quotes-for-construct?construct=identity-work&limit=3",
    "/queries/quotes-for-construct?construct=paching",
    "/queries/filed-against-scheme?show=chart&sort=-supporting",
    "/queries/overlapping-quotes?show=graph",
    "/sparql?show=graph&query=CONSTRUCT+WHERE+%7B+%3Fq+pif:supports+c:patching+%7D",
    "/sparql",
    "/ontology.html",
    "/ontology/modules/agents.html",
    "/ontology/alignments/prov-o.html",
    "/ontology/changes",
    "/ontology/uses/identifier",
    "/scheme.html",
    "/about",
    "/graph",
    "/graph?from=mentor+people",
    "/graph?from=patching",
    "/graph?from=patching&open=patching~in~pif:supports&open=krishna2024/quote/Q27"
    "&open=krishna2024/quote/Q27~out~pif:supports&pin=krishna2024/quote/Q01"
    "&hide=patching~in~pif:aboutConstruct&at=krishna2024/quote/Q27",
    "/graph?from=krishna2024/quote/Q01&to=identity-work",
    "/matrix",
    "/matrix?rows=construct&cols=participant&show=shares&all=1",
    "/synthesis?all=1",
    "/cooccurrence",
    "/agreement?study=krishna2024",
    "/literature?intent=extends",
    "/literature/network",
    "/literature/gaps",
    "/publish",
    "/publish?study=krishna2024&reason=access",
    "/literature/gaps?kind=works-without-evidence",
    "/nowhere",
)

pytestmark = pytest.mark.browser


def shown(browser, url, width, *, dark):
    """Open a page, with all that is folded in it."""
    browser.window(width, dark=dark)
    browser.get(url)
    browser.asks(OPENED)


def rules_broken(browser):
    """Let the checker judge the page; only it may be put into one that lets nothing in."""
    browser.asks(AXE.read_text(encoding="utf-8"))
    found = browser.asks(JUDGED, TAGS)
    return [f"{v['id']}: {v['help']} at {[n['target'] for n in v['nodes']][:3]}" for v in found]


@pytest.mark.parametrize("path", PAGES)
def test_on_a_phone_it_fits_every_width_and_is_accessible_in_the_dark(browser, address, path):
    shown(browser, address + path, 390, dark=True)

    for width in (320, 1280, 390):
        browser.page.set_viewport_size({"width": width, "height": 900})
        assert browser.width_needed() <= width
    # A page that says what cannot be answered comes with the status that says so.
    unasked = [m for m in browser.complaints() if "responded with a status of 40" not in m]
    assert unasked == []
    assert rules_broken(browser) == []


@pytest.mark.parametrize("path", PAGES)
def test_on_a_desk_it_is_accessible_by_day(browser, address, path):
    shown(browser, address + path, 1280, dark=False)

    assert rules_broken(browser) == []


def test_colours_may_be_forced(browser, address):
    browser.window(1280, forced=True)
    browser.get(f"{address}/quotes?supports=identity-work")

    chip = browser.page.locator(".chip.hit").first
    assert chip.evaluate("chip => getComputedStyle(chip).outlineStyle") == "solid"


def test_print_keeps_the_words_and_leaves_the_machinery_out(browser, address):
    browser.window(1280, media="print")
    browser.get(f"{address}/quotes?supports=identity-work")

    def shown(css):
        return [each.is_visible() for each in browser.page.locator(css).all()]

    assert all(shown("blockquote"))
    assert not any(shown(".top nav, .ask, .side, .foot ul"))


def test_right_to_left_pages_mirror(browser, address):
    browser.window(1280)
    browser.get(f"{address}/quotes?supports=identity-work")
    browser.asks("document.documentElement.dir = 'rtl'")

    who, words = (
        browser.page.locator(f"article {css}").first.bounding_box()["x"]
        for css in (".who", "blockquote")
    )
    assert who > words
    assert browser.width_needed() <= 1280
