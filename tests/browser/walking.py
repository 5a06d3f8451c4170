"""Walks through pages as people do: by mouse, by keyboard alone, on a phone, without script."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from playwright.sync_api import Error, expect

MOST_STEPS = 500
IS_HERE = "place => place.getRootNode().activeElement === place"
# An outline; on drawings a frame round the area that can be hit.
FRAMED = """() => {
  const place = document.activeElement;
  const style = getComputedStyle(place);
  const area = place.querySelector(".hit");
  const framed = area && getComputedStyle(area).stroke !== "none";
  return framed || (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2);
}"""


@dataclass(frozen=True)
class Way:
    """A way to walk."""

    width: int
    by_keyboard: bool = False
    has_script: bool = True

    def __str__(self):
        by = "keyboard" if self.by_keyboard else "mouse"
        return f"{by}-{self.width}{'' if self.has_script else '-no-script'}"


WAYS = (
    Way(1280),
    Way(390),
    Way(1280, by_keyboard=True),
    Way(390, has_script=False),
)


class Walk:
    """One reader on one walk.

    Names are those that readers know things by: the words of a link, the label of a field. One
    that fits whole goes before one that only begins so.
    """

    def __init__(self, browser, address, way):
        self._browser, self._address, self._way = browser, address, way
        self.has_script = way.has_script
        browser.window(way.width, script=way.has_script)
        browser.forget()  # what the last reader left
        self.page = browser.page

    @property
    def path(self):
        """The path and query of the page that is open."""
        here = urlsplit(self.page.url)
        return here.path + (f"?{here.query}" if here.query else "")

    def open(self, path):
        """Open a page by its address."""
        self._check()
        self._browser.get(self._address + path)
        self._fits()

    def follow(self, name):
        """Follow a link."""
        self._use(self._found("link", name), "Enter")

    def press(self, name):
        """Press a button, or open what is folded under a name."""
        self._use(self._found("button", name), "Enter")

    def tick(self, name):
        """Tick a box, or choose one of several."""
        place = self._labelled(name)
        if self._way.by_keyboard:
            self._tab_to(place)
            self.page.keyboard.press("Space")
        else:
            place.check()

    def choose(self, label, option):
        """Choose from a list by the words of the choice."""
        place = self._labelled(label)
        if self._way.by_keyboard:
            self._tab_to(place)
            self.page.keyboard.type(option)
        else:
            words = place.locator("option", has_text=re.compile(rf"^\s*{re.escape(option)}"))
            place.select_option(value=words.first.get_attribute("value"))
        chosen = place.evaluate("place => place.selectedOptions[0].textContent.trim()")
        assert chosen.startswith(option), f"{chosen} is chosen, not {option}"

    def type(self, label, text):
        """Write into a field, in place of what stands there."""
        place = self._labelled(label)
        if self._way.by_keyboard:
            self._tab_to(place)
            self.page.keyboard.press("Control+A")
        else:
            place.click()
            place.press("Control+A")
        self.page.keyboard.type(text)

    def give(self, label, *files):
        """Give files to a field; how the system lets one choose them is not ours."""
        self._labelled(label).set_input_files(list(files))

    def sees(self, text):
        """Read something on the page: text, or a pattern."""
        expect(self.page.get_by_text(text).filter(visible=True).first).to_be_visible()

    def reads_heading(self, text):
        """Read what the page is about."""
        expect(self.page.locator("h1")).to_have_text(text)

    def arrives(self, path):
        """Be on a page: its path, and the query with it if there is one."""
        self.page.wait_for_url(self._address + path)

    def takes(self, name):
        """Take a file away by a link, and return what is in it."""
        place = self._found("link", name)
        if self._way.by_keyboard:
            self._tab_to(place)
        else:
            place.scroll_into_view_if_needed()
        href = place.evaluate("place => place.href.baseVal ?? place.href")
        answer = self.page.request.get(href)
        assert answer.ok, f"{href}: {answer.status}"
        return answer.body()

    def end(self):
        """Nothing was broken on the way, and nobody else was asked for anything."""
        self._check()

    def _found(self, role, name):
        exact, begins = re.compile(rf"^\s*{re.escape(name)}\s*$"), re.compile(
            rf"^\s*{re.escape(name)}(?!\w)"
        )  # fmt: skip
        for words in (exact, begins):
            place = self.page.get_by_role(role, name=words).filter(visible=True)
            if role == "link":
                place = place.or_(self.page.locator("svg a").filter(has_text=words))
            if role == "button":
                place = place.or_(self.page.locator("summary").filter(has_text=words, visible=True))
            if place.count():
                return place.first
        raise AssertionError(f"There is no {role} {name!r} on {self.path}")

    def _labelled(self, label):
        for exact in (True, False):
            place = self.page.get_by_label(label, exact=exact).filter(visible=True)
            if place.count():
                return place.first
        raise AssertionError(f"There is no field {label!r} on {self.path}")

    def _use(self, place, key):
        if self._way.by_keyboard:
            self._tab_to(place)
            assert self._browser.asks(FRAMED), "the place that has the focus can be seen"
            place.press(key)  # it has the focus: this only waits for a page that is fetched
        else:
            place.click()
        self.page.wait_for_load_state()
        self._fits()

    def _tab_to(self, place):
        wanted = place.element_handle()
        for _ in range(MOST_STEPS):
            self.page.keyboard.press("Tab")
            if wanted.evaluate(IS_HERE):
                return
        raise AssertionError(f"{place} is not reached by Tab on {self.path}")

    def _fits(self):
        try:
            needed = self._browser.width_needed()
        except Error:  # another page has come meanwhile
            self.page.wait_for_load_state()
            needed = self._browser.width_needed()
        assert needed <= self._way.width, f"{self.path} needs {needed} pixels"

    def _check(self):
        unasked = [m for m in self._browser.complaints() if "a status of 4" not in m]
        assert unasked == [], self.path
        assert self._browser.asked_elsewhere == [], self.path
