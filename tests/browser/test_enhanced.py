"""What a script adds to pages that are whole without it, in a real browser."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
MOST = 25_000
QUESTION = "/quotes?supports=identity-work"
TOLD = "document.querySelector('body > [role=status]').textContent"
HERE = "document.activeElement.textContent.trim()"


@pytest.fixture
def opened(browser, address):
    """Open a page anew and return it, with a mark that is lost where a page takes its place."""

    def opened(path, *, width=1280, script=True):
        browser.window(width, script=script)
        browser.page.mouse.move(0, 0)
        browser.get(address + path)
        if script:
            browser.asks("() => { window.isTheSame = true }")
        return browser.page

    yield opened
    if browser.page is not None:
        browser.page.unroute_all()


def comes(page):
    """Wait for htmx. Playwright's own way to wait evaluates text, which our policy forbids."""
    for _ in range(200):
        if page.evaluate("'htmx' in window"):
            return
        page.wait_for_timeout(50)
    raise AssertionError("htmx did not come")


@pytest.fixture
def reached(opened):
    """Open a page, reach for something, and wait for what comes when one does."""

    def reached(path, css, **options):
        page = opened(path, **options)
        page.locator(css).first.hover()
        comes(page)
        return page

    return reached


def fetched(page):
    """Return what a page makes the browser fetch: addresses with the bytes that came."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    named, sizes = {}, {}
    session.on(
        "Network.responseReceived", lambda e: named.update({e["requestId"]: e["response"]["url"]})
    )
    session.on(
        "Network.loadingFinished", lambda e: sizes.update({e["requestId"]: e["encodedDataLength"]})
    )
    page.reload(wait_until="networkidle")
    session.detach()
    return {url: sizes[id] for id, url in named.items() if id in sizes}


@pytest.mark.parametrize("path", ["/", QUESTION])
def test_a_page_fetches_little_and_nothing_it_does_not_use(opened, path):
    page = opened(path)

    sizes = fetched(page)

    scripts = [url for url in sizes if ".js" in url]
    assert len(scripts) == 1
    assert "/enhance.js" in scripts[0]
    assert 0 < sizes[scripts[0]] < 2_500  # with 750 bytes of headers
    assert 5_000 < sum(sizes.values()) < MOST, sizes


def test_a_list_is_narrowed_in_place(reached, browser):
    page = reached(QUESTION, "#narrow a")

    page.get_by_role("link", name="mentee 2").click()
    expect(page.locator("h1")).to_have_text("2 quotes support identity work")

    assert page.url.endswith(f"{QUESTION}&role=mentee")
    assert page.title().startswith("2 quotes support identity work")
    assert page.locator("link[rel=canonical]").get_attribute("href") == page.url
    assert browser.asks("window.isTheSame")
    assert browser.asks(TOLD) == "2 quotes support identity work"
    assert browser.asks(HERE) == "Narrow"
    assert browser.complaints() == []

    page.get_by_role("link", name="As filed").click()
    page.wait_for_url(f"**{QUESTION}&role=mentee&mode=filed")
    expect(page.get_by_role("link", name="As filed")).to_be_focused()
    page.get_by_role("link", name="remove mentees").click()
    expect(page.locator("h1")).to_be_focused()
    page.get_by_label("Words in the quote").fill("others")
    page.get_by_role("button", name="Find").click()
    expect(page.locator("mark").first).to_be_visible()
    assert page.url.endswith(f"{QUESTION}&mode=filed&text=others")
    assert browser.asks("window.isTheSame")


def test_back_and_forward_show_what_was_there(reached, browser):
    page = reached(QUESTION, "#narrow a")
    heading = page.locator("h1")
    page.get_by_role("link", name="mentee 2").click()
    expect(heading).to_have_text("2 quotes support identity work")
    page.get_by_role("link", name="Studies").first.click()
    expect(heading).to_have_text("Studies")

    page.go_back()
    expect(heading).to_have_text("2 quotes support identity work")
    page.go_back()
    expect(heading).to_have_text("7 quotes support identity work")
    page.go_forward()
    expect(heading).to_have_text("2 quotes support identity work")
    assert browser.asks("Object.keys(localStorage).length") == 0
    assert "quotes" not in browser.asks("sessionStorage.getItem('htmx-history-cache') ?? ''")


def test_the_list_stays_while_it_is_counted(reached, browser):
    page = reached(QUESTION, "#narrow a")
    held = []
    page.route("**/quotes?**", lambda route: held.append(route))

    page.get_by_role("link", name="mentee 2").click()

    expect(page.locator("h1")).to_have_text("Counting…")
    assert browser.asks(TOLD) == "Counting…"
    assert page.locator("article").count() == 7
    expect(page.locator("h1")).to_have_text("Still counting; the page also works without waiting.")
    page.get_by_role("link", name="peer mentor 5").click()
    page.wait_for_timeout(100)
    held[-1].continue_()
    expect(page.locator("h1")).to_have_text("5 quotes support identity work")
    assert page.locator("article").count() == 5
    assert page.url.endswith(f"{QUESTION}&role=peer-mentor")
    assert len(held) == 2


def test_whatever_is_no_page_of_ours_is_gone_to(reached, browser):
    page = reached(QUESTION, "#narrow a")

    def answer(route):
        if route.request.resource_type == "xhr":
            route.fulfill(status=502, body="<h1>Bad gateway</h1>")
        else:
            route.continue_()

    page.route("**/quotes?**", answer)
    page.get_by_role("link", name="mentee 2").click()

    expect(page.locator("h1")).to_have_text("2 quotes support identity work")
    assert not browser.asks("window.isTheSame")


def test_more_is_shown_where_it_was_asked_for(reached, browser):
    page = reached("/quotes", "#narrow a")
    more = page.get_by_role("link", name="Show").first
    group = page.locator("#narrow section").filter(has=more).first
    title = group.locator("h3").inner_text()
    shown = group.locator("a").count()
    more.scroll_into_view_if_needed()

    more.click()

    group = page.locator("#narrow section").filter(has=page.get_by_text(title, exact=True))
    expect(group.get_by_role("link", name="Show")).to_have_count(0)
    expect(group.locator("a").nth(shown - 1)).to_be_focused()
    assert group.locator("a").count() > shown
    assert browser.asks("window.isTheSame")


def test_on_a_phone_one_is_brought_to_what_was_found(reached, browser):
    page = reached(QUESTION, "#narrow a", width=390)

    page.get_by_role("link", name="mentee 2").click()

    expect(page.locator("h1")).to_be_focused()
    assert browser.asks("scrollY") == 0
    assert browser.width_needed() <= 390


def test_the_axes_of_a_matrix_change_in_place(reached, browser):
    page = reached("/matrix", "form.count")

    page.get_by_label("Rows").select_option("source")
    page.get_by_role("button", name="Count").click()

    expect(page.locator("tbody th").first).to_have_text("Interviews")
    assert browser.asks("window.isTheSame")
    assert "rows=source" in page.url
    assert browser.complaints() == []


def test_the_keyboard_narrows_as_well(opened, browser):
    page = opened(QUESTION)
    page.get_by_role("link", name="mentee 2").focus()
    comes(page)

    page.keyboard.press("Enter")

    expect(page.locator("h1")).to_have_text("2 quotes support identity work")
    page.keyboard.press("Tab")
    assert browser.asks("document.activeElement.closest('#narrow') !== null")
    assert browser.asks("window.isTheSame")


def test_a_citation_and_an_address_are_copied(opened, browser):
    page = opened(QUESTION)

    page.get_by_role("button", name="Copy address").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert browser.asks("navigator.clipboard.readText()") == page.url
    page.get_by_text("Citation", exact=True).click()
    page.get_by_role("button", name="Copy citation").click()
    expect(page.get_by_role("button", name="Copied")).to_have_count(2)
    assert browser.asks("navigator.clipboard.readText()") == page.locator(".cite").inner_text()
    assert browser.asks(TOLD) == "Copied"


def test_without_script_there_is_nothing_to_press_in_vain(opened):
    page = opened(QUESTION, script=False)

    assert page.get_by_role("button", name="Copy", include_hidden=True).count() == 0
    page.get_by_role("link", name="mentee 2").click()
    expect(page.locator("h1")).to_have_text("2 quotes support identity work")
