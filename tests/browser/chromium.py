"""A real Chromium, driven by Playwright, and what it tells of the pages it shows."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from functools import partial
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
    """A browser with a window for each kind of reader; one of them is looked at.

    ``page`` is the Playwright page that is open in it. Windows are kept, for to make one costs
    more than to show a page in it.
    """

    def __init__(self, started):
        self._started = started
        self._pages = {}
        self.page = None
        self._said = []
        self.asked_elsewhere = []

    def window(self, width, height=900, *, dark=False, forced=False, media="screen", script=True):
        """Look at a window so wide, and let the reader be like this."""
        kind = (width < 800, script)
        page = self.page = self._pages.get(kind) or self._opened(kind, width, height)
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(
            media=media,
            color_scheme="dark" if dark else "light",
            forced_colors="active" if forced else "none",
        )

    def _opened(self, kind, width, height):
        is_mobile, has_script = kind
        context = self._started.new_context(
            is_mobile=is_mobile,
            java_script_enabled=has_script,
            viewport={"width": width, "height": height},
            permissions=["clipboard-read", "clipboard-write"],
        )
        context.set_default_timeout(_PATIENCE)
        page = self._pages[kind] = context.new_page()
        page.on("console", partial(self._keep, page))
        page.on("pageerror", lambda error: page is self.page and self._said.append(str(error)))
        page.on("request", partial(self._note, page))
        return page

    def get(self, url):
        """Open a page; what the browser has to complain about it is kept for `complaints`."""
        if self.page is None:
            self.window(1280)
        if urlsplit(self.page.url).netloc != urlsplit(url).netloc:
            self.page.goto("about:blank")  # the page of another site does not ask for this one
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

    def _keep(self, page, message):
        if page is self.page and message.type in ("error", "warning"):
            self._said.append(f"{message.text} ({message.location.get('url', '')})")

    def _note(self, page, request):
        if page is not self.page:
            return
        asked, here = urlsplit(request.url), urlsplit(page.url)
        if asked.scheme not in ("data", "blob") and here.netloc and asked.netloc != here.netloc:
            self.asked_elsewhere.append(request.url)
