"""The site as its owner runs it, over the first study, and a real browser in front of it."""

import shutil

import pytest
from selenium import webdriver
from served import serving

import kg

QUIET = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
         "--disable-background-networking")  # fmt: skip


@pytest.fixture(scope="session")
def address(tmp_path_factory):
    """The root of `pif serve` over the first study, without a slash at its end."""
    place = tmp_path_factory.mktemp("browser") / "store"
    with kg.open_graph(place) as graph:
        kg.load("krishna2024", into=graph)
    with serving(place, "--workers", "1") as service:
        yield service.address.rstrip("/")


class Browser:
    """A browser window, and what the tests do with it."""

    def __init__(self, driver):
        self.driver = driver

    def window(self, width, height=900, *, dark=False, forced=False, media="screen"):
        """Make the window so wide, and the reader like this."""
        self.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 800},
        )
        features = [
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"},
            {"name": "forced-colors", "value": "active" if forced else "none"},
        ]
        self.driver.execute_cdp_cmd(
            "Emulation.setEmulatedMedia", {"media": media, "features": features}
        )

    def scripts(self, allowed):
        """Let pages run scripts, or not."""
        self.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": not allowed})

    def get(self, url):
        """Open a page; what the browser has to complain about it is kept for `complaints`."""
        self.driver.get_log("browser")
        self.driver.get(url)

    def complaints(self):
        """Return what the browser said about the page: refused, missing, broken."""
        return [e["message"] for e in self.driver.get_log("browser")]

    def asks(self, script, *arguments):
        """Return what a script says of the page."""
        return self.driver.execute_script(f"return {script}", *arguments)

    def width_needed(self):
        return self.asks("document.documentElement.scrollWidth")


@pytest.fixture(scope="session")
def browser():
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or shutil.which("google-chrome")
    for flag in QUIET:
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(
        options=options, service=webdriver.ChromeService(shutil.which("chromedriver"))
    )
    yield Browser(driver)
    driver.quit()
