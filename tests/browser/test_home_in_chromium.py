"""The first page in a real browser, served by the real command."""

import re
import shutil
import subprocess
import sys

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select

from kg.cli import main

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """The address of `pif serve` over the first study."""
    import socket

    place = tmp_path_factory.mktemp("served") / "store"
    assert main(["load", "krishna2024", "--store", str(place)]) == 0
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "kg.cli", "serve", "--port", str(port), "--store", str(place)],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert server.stdout is not None
        said = server.stdout.readline()
        yield re.search(r"http://\S+", said)[0]
    finally:
        server.terminate()
        server.communicate(timeout=20)


@pytest.fixture(scope="module")
def browser():
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or shutil.which("google-chrome")
    for flag in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(
        options=options, service=webdriver.ChromeService(shutil.which("chromedriver"))
    )
    yield driver
    driver.quit()


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_the_page_fits_its_window(browser, address, width):
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 800},
    )
    browser.get(address)

    assert browser.execute_script("return document.documentElement.scrollWidth") <= width
    assert "From mentoring and leadership" in browser.find_element(By.TAG_NAME, "blockquote").text
    assert [e for e in browser.get_log("browser") if e["level"] == "SEVERE"] == []


def test_another_question_can_be_asked_by_keyboard(browser, address):
    browser.get(address)

    choice = browser.find_element(By.ID, "supports")
    Select(choice).select_by_value("splinting")
    choice.send_keys(Keys.TAB)
    focused = browser.switch_to.active_element
    assert focused.text == "Show the quotes"
    focused.send_keys(Keys.ENTER)

    assert browser.current_url.endswith("?supports=splinting")
    assert "take a step back" in browser.find_element(By.TAG_NAME, "blockquote").text
