"""Take the pictures of the documentation anew: ``python -m tests.browser.pictures``.

The site is served by the real command over the first study, in a folder that is removed in the end.
"""

from __future__ import annotations

import base64
import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "webui" / "serving"))

from selenium import webdriver  # noqa: E402
from served import serving  # noqa: E402

import kg  # noqa: E402

PICTURES = (
    ("home", "/", 1280, 1240, False),
    ("quotes", "/quotes?supports=identity-work", 1280, 1180, False),
    ("construct", "/constructs/patching", 1280, 1180, False),
    ("matrix", "/matrix?rows=construct&cols=participant", 1280, 900, False),
    ("home-narrow-dark", "/", 390, 1240, True),
    ("quotes-narrow-dark", "/quotes?supports=identity-work", 390, 1240, True),
)


def main() -> None:
    """Take every picture."""
    into = ROOT / "docs" / "guide" / "pictures"
    into.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "store"
        with kg.open_graph(place) as graph:
            kg.load("krishna2024", into=graph)
        with serving(place, "--workers", "1") as service:
            _take(service.address.rstrip("/"), into)


def _take(address: str, into: Path) -> None:
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or shutil.which("google-chrome")
    for flag in ("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"):
        options.add_argument(flag)
    driver = webdriver.Chrome(
        options=options, service=webdriver.ChromeService(shutil.which("chromedriver"))
    )
    try:
        for name, path, width, height, dark in PICTURES:
            driver.execute_cdp_cmd(
                "Emulation.setDeviceMetricsOverride",
                {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 800},
            )
            scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
            driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})
            driver.get(address + path)
            shot = driver.execute_cdp_cmd(
                "Page.captureScreenshot", {"format": "webp", "quality": 82}
            )
            (into / f"{name}.webp").write_bytes(base64.b64decode(shot["data"]))
            print(f"{name}.webp")
    finally:
        driver.quit()


if __name__ == "__main__":
    main()
