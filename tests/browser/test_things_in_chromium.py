"""Pages of things in a real browser, under the policy they are served with."""

import json

import pytest

pytestmark = pytest.mark.browser

STUDY = "/study/krishna2024"
PATHS = [f"{STUDY}/quote/Q27", f"{STUDY}/participant/NP1", f"{STUDY}/claim/C-D2.4-s03",
         "/scheme/patching.html", "/literature/10.1186/s12909-024-05992-0", f"{STUDY}.html",
         "/ontology/modules/identity", "/downloads", "/graph/study/krishna2024",
         f"{STUDY}.html?in=pif:ofStudy"]  # fmt: skip


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_pages_fit_their_window_and_break_no_rule(browser, address, width):
    browser.window(width)
    for path in PATHS:
        browser.get(address + path)

        assert browser.width_needed() <= width, path
        assert browser.page.locator("h1").inner_text()
        assert browser.complaints() == [], path


def test_data_in_the_page_is_let_in_and_not_run(browser, address):
    browser.window(1280)
    browser.get(f"{address}{STUDY}/quote/Q27")

    policy = browser.asks(
        "fetch(location.href).then(got => got.headers.get('Content-Security-Policy'))"
    )
    script = browser.page.locator("script[type='application/ld+json']").first
    assert json.loads(script.inner_text())["@type"] == "Quotation"
    assert "unsafe" not in policy
    assert browser.complaints() == []
