"""The static site in a real browser, behind a file server and opened from disk."""

import re
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from chromium import OPENED

import kg
from webui.site import publish

AXE = Path(__file__).parents[2] / ".venv" / "clients" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
JUDGED = """tags => axe.run(document, {runOnly: {type: "tag", values: tags}})
  .then(found => found.violations)"""
PAGES = (
    "index.html",
    "search.html#text=mentor",
    "quotes.html",
    "downloads.html",
    "about.html",
    "constructs.html",
    "scheme/identity-work.html",
    "scheme/identity-work/quotes.html",
    "study/krishna2024.html",
    "study/krishna2024/quote/Q27.html",
    "study/krishna2024/participant/NP1.html",
)
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("static-site-in-chromium")]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    out = tmp_path_factory.mktemp("static") / "site"
    with kg.open_graph(tmp_path_factory.mktemp("static-store") / "store") as graph:
        kg.load("krishna2024", into=graph)
        publish(graph.store, out, workers=1)
    return out


@pytest.fixture(scope="module")
def served(site):
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *said):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=site)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_pages_fit_their_window_and_break_no_rule(browser, served):
    said = []
    for path in PAGES:
        for width, dark in ((1280, False), (390, True)):
            browser.window(width, dark=dark)
            browser.page.goto("about:blank")  # else only the part after # would change
            browser.page.goto(f"{served}/{path}")
            if "#text" in path:
                browser.page.locator("#results li").first.wait_for()
            browser.asks(OPENED)
            said += [(path, width)] if browser.width_needed() > width else []
            said += [(path, each) for each in browser.complaints()]
            # Only the checker itself may be put into a page whose policy lets nothing in.
            browser.asks(AXE.read_text(encoding="utf-8"))
            said += [(path, v["id"], [n["target"] for n in v["nodes"]][:3])
                     for v in browser.asks(JUDGED, TAGS)]  # fmt: skip

    assert said == []


@pytest.mark.parametrize("way", ["from a server", "from disk"])
def test_search_finds_quotes_by_their_words(browser, site, served, way):
    home = served if way == "from a server" else site.as_uri()
    browser.window(1280)
    page = browser.page
    page.goto(f"{home}/index.html")
    page.get_by_role("link", name="Search what people said").click()
    page.get_by_label("Words").fill("Perceived leader*")
    page.keyboard.press("Enter")
    page.locator("#found", has_text=re.compile(r"\d|No")).wait_for()
    assert "No quote has all of these words" in page.locator("#found").inner_text()

    page.get_by_label("Words").fill("leader* PROJECT")
    page.keyboard.press("Enter")
    page.locator("#results li").first.wait_for()
    assert page.locator("#found").inner_text().endswith("quotes have all of these words.")
    assert page.locator("#results li").count() == int(
        page.locator("#found").inner_text().split()[0]
    )
    page.locator("#results a").first.click()

    assert "leader" in page.locator("blockquote").first.inner_text()
    assert browser.complaints() == []


def test_without_script_the_search_says_where_the_quotes_are(browser, served):
    browser.window(1280, script=False)
    browser.page.goto(f"{served}/search.html")

    assert not browser.page.get_by_label("Words").is_visible()
    browser.page.get_by_role("link", name="read all quotes").click()
    assert browser.page.locator("ol.entries li").count() == 27
