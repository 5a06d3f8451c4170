"""Pages of things in a real browser, under the policy they are served with."""

import json
import shutil

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By

pytestmark = pytest.mark.browser

STUDY = "/study/krishna2024"
PATHS = [f"{STUDY}/quote/Q27", f"{STUDY}/participant/NP1", f"{STUDY}/claim/C-D2.4-s03",
         "/scheme/patching.html", "/literature/10.1186/s12909-024-05992-0", f"{STUDY}.html",
         "/ontology/modules/identity", "/downloads", "/graph/study/krishna2024",
         f"{STUDY}.html?in=pif:ofStudy"]  # fmt: skip


@pytest.fixture(scope="module")
def address(served_to_owner):
    return served_to_owner


@pytest.fixture(scope="module")
def browser():
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or shutil.which("google-chrome")
    for flag in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                 "--disable-background-networking"):  # fmt: skip
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(
        options=options, service=webdriver.ChromeService(shutil.which("chromedriver"))
    )
    yield driver
    driver.quit()


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_pages_fit_their_window_and_break_no_rule(browser, address, width):
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 800},
    )
    for path in PATHS:
        browser.get(address + path)

        wide = browser.execute_script("return document.documentElement.scrollWidth")
        assert wide <= width, path
        assert browser.find_element(By.TAG_NAME, "h1").text
        assert browser.get_log("browser") == [], path


def test_data_in_the_page_is_let_in_and_not_run(browser, address):
    browser.get(f"{address}{STUDY}/quote/Q27")

    policy = browser.execute_async_script(
        "const done = arguments[0];"
        "fetch(location.href).then(r => done(r.headers.get('Content-Security-Policy')))"
        ".catch(e => done('refused by the policy'))"
    )
    script = browser.find_element(By.CSS_SELECTOR, "script[type='application/ld+json']")
    found = json.loads(script.get_attribute("textContent"))
    assert found["@type"] == "Quotation"
    assert "unsafe" not in policy
    refused = [e for e in browser.get_log("browser") if "ld+json" in e["message"]]
    assert refused == []
