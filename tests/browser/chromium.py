"""A real Chromium, driven by Playwright, and what it tells of the pages it shows."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright

ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
             "--disable-background-networking")  # fmt: skip
OPENED = "document.querySelectorAll('details').forEach(each => each.open = true)"
_PATIENCE = 10_000


@contextmanager
def chromium():
    """Start the Chromium of this machine, without a window."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        yield Browser(started)
        started.close()


class Browser:
    """A browser with one window, which is made anew for another kind of reader.

    ``page`` is the Playwright page that is open.
    """

    def __init__(self, started):
        self._started = started
        self._kind = None
        self._context = None
        self.page = None
        self._said = []
        self.asked_elsewhere = []

    def window(self, width, height=900, *, dark=False, forced=False, media="screen", script=True):
        """Make the window so wide, and the reader like this."""
        kind = (width < 800, script)
        if kind != self._kind:
            self.close()
            self._kind = kind
            self._context = self._started.new_context(
                is_mobile=width < 800,
                java_script_enabled=script,
                viewport={"width": width, "height": height},
                permissions=["clipboard-read", "clipboard-write"],
            )
            self._context.set_default_timeout(_PATIENCE)
            self.page = self._context.new_page()
            self.page.on("console", self._keep)
            self.page.on("pageerror", lambda error: self._said.append(str(error)))
            self.page.on("request", self._note)
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.emulate_media(
            media=media,
            color_scheme="dark" if dark else "light",
            forced_colors="active" if forced else "none",
        )

    def close(self):
        """Close the window with everything it remembers."""
        if self._context is not None:
            self._context.close()
            self._context = self._kind = self.page = None

    def get(self, url):
        """Open a page; what the browser has to complain about it is kept for `complaints`."""
        if self.page is None:
            self.window(1280)
        self.forget()
        self.page.goto(url)

    def forget(self):
        """Take no more notice of what the browser said and asked before."""
        self._said.clear()
        self.asked_elsewhere.clear()

    def complaints(self):
        """Return what the browser said about the page: refused, missing, broken."""
        return list(self._said)

    def asks(self, script, argument=None):
        """Return what a script says of the page."""
        return self.page.evaluate(script, argument)

    def width_needed(self):
        return self.asks("document.documentElement.scrollWidth")

    def _keep(self, message):
        if message.type in ("error", "warning"):
            self._said.append(f"{message.text} ({message.location.get('url', '')})")

    def _note(self, request):
        asked, here = urlsplit(request.url), urlsplit(self.page.url)
        if asked.scheme not in ("data", "blob") and here.netloc and asked.netloc != here.netloc:
            self.asked_elsewhere.append(request.url)
