"""Take the pictures of the documentation anew: ``python -m tests.browser.pictures``.

The site is served by the real command over the first study, in a folder that is removed in the end.
"""

from __future__ import annotations

import base64
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests" / "webui" / "serving"), str(ROOT / "tests" / "browser")]

from chromium import chromium  # noqa: E402
from served import serving  # noqa: E402

import kg  # noqa: E402

PICTURES = (
    ("home", "/", 1280, 1240, False),
    ("quotes", "/quotes?supports=identity-work", 1280, 1180, False),
    ("construct", "/constructs/patching", 1280, 1180, False),
    ("quote", "/study/krishna2024/quote/Q27.html", 1280, 1180, False),
    ("matrix", "/matrix?rows=construct&cols=participant", 1280, 900, False),
    ("synthesis", "/synthesis", 1280, 1180, False),
    ("network", "/literature/network", 1280, 1180, False),
    ("bring", "/studies/new", 1280, 1000, False),
    ("ontology", "/ontology.html", 1280, 1000, False),
    (
        "editor",
        "/sparql?query=SELECT%20?quote%20?text%20WHERE%20%7B%0A%20%20?quote%20pif:supports%20"
        "c:patching%20;%20pif:text%20?text%20.%20%23%20its%20words%0A%7D",
        1280,
        900,
        False,
    ),
    ("query-chart", "/queries/filed-against-scheme?show=chart", 1280, 1180, False),
    (
        "graph",
        "/graph?from=patching&open=patching~in~pif:supports&open=krishna2024/quote/Q27"
        "&open=krishna2024/quote/Q27~out~pif:supports&at=krishna2024/quote/Q27",
        1280,
        1180,
        False,
    ),
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
    with chromium() as browser:
        for name, path, width, height, dark in PICTURES:
            browser.window(width, height, dark=dark)
            browser.get(address + path)
            session = browser.page.context.new_cdp_session(browser.page)
            shot = session.send("Page.captureScreenshot", {"format": "webp", "quality": 82})
            (into / f"{name}.webp").write_bytes(base64.b64decode(shot["data"]))
            print(f"{name}.webp")


if __name__ == "__main__":
    main()
