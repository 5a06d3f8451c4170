"""The field for a query as an editor, in a real browser under the policy of the site."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
FOCUS = """() => {
  const place = document.activeElement;
  return (place.shadowRoot ? place.shadowRoot.activeElement : place).className || place.textContent;
}"""


@pytest.fixture
def editor(browser, address):
    """The editor on its page, empty."""

    def editor(*, width=1280, dark=False, keep=False):
        browser.window(width, dark=dark)
        browser.get(f"{address}/sparql")
        field = browser.page.get_by_role("textbox", name="Query")
        expect(field).to_have_class("cm-content cm-lineWrapping")
        field.click()
        if not keep:
            browser.page.keyboard.press("Control+A")
            browser.page.keyboard.press("Delete")
        return field

    return editor


def proposals(page):
    """Return the list of proposals, which is there for who listens too."""
    return page.get_by_role("listbox", name="Completions")


def typed(page, text):
    page.keyboard.type(text, delay=15)


def test_a_query_is_written_with_proposals_and_asked(editor, browser):
    field, page = editor(), browser.page

    typed(page, "sel")
    expect(proposals(page).get_by_role("option").first).to_contain_text("SELECT")
    page.wait_for_timeout(100)  # too soon after it opened, Enter is still a line's end
    page.keyboard.press("Enter")
    typed(page, " ?quote WHERE { ?quote pif:supp")
    expect(proposals(page).get_by_role("option", selected=True)).to_have_text(
        "pif:supports" + "supports"
    )
    expect(page.locator(".cm-completionInfo")).to_contain_text("relation from a verbatim span")
    page.wait_for_timeout(100)
    page.keyboard.press("Enter")
    typed(page, " patchi")
    expect(proposals(page).get_by_text("c:patching")).to_be_visible()
    page.wait_for_timeout(100)
    page.keyboard.press("Enter")
    typed(page, " }")

    expect(field).to_contain_text("SELECT ?quote WHERE { ?quote pif:supports c:patching }")
    assert field.locator(".cm-line").all_inner_texts()[:2] == [
        "PREFIX pif: <https://w3id.org/pif-kg/ontology#>",
        "PREFIX c: <https://w3id.org/pif-kg/scheme/>",
    ]
    page.keyboard.press("Control+Enter")
    expect(page.locator("#answer")).to_have_text("1 row")
    assert browser.complaints() == []
    assert browser.asked_elsewhere == []
    expect(page.get_by_role("textbox", name="Query")).to_contain_text("SELECT ?quote WHERE")


def test_variables_of_the_query_are_proposed_and_prefixes_only_where_they_are_used(editor, browser):
    field, page = editor(), browser.page

    typed(page, "SELECT ?speaker { # pif: is declared by itself\n ?q ?p 'pif:text' . ?q ?p ?sp")
    expect(proposals(page).get_by_role("option")).to_have_text(["?speaker"])
    page.keyboard.press("Escape")
    expect(proposals(page)).to_have_count(0)
    typed(page, " . PREFIX foaf:")

    assert "PREFIX" not in field.locator(".cm-line").first.inner_text()


def test_a_mistake_is_told_and_the_query_kept(editor, browser):
    _, page = editor(), browser.page
    typed(page, "SELECT ?q WHERE")

    page.get_by_role("button", name="Ask").click()

    expect(page.locator(".state.bad")).to_be_visible()
    expect(page.get_by_role("textbox", name="Query")).to_contain_text("SELECT ?q WHERE")


def test_an_empty_query_is_not_asked(editor, browser):
    field, page = editor(), browser.page

    page.get_by_role("button", name="Ask").click()

    expect(field).to_be_focused()
    assert page.url.endswith("/sparql")


def test_typing_over_a_whole_query_stays_within_the_policy(editor, browser):
    field, page = editor(keep=True), browser.page

    page.keyboard.press("Control+A")
    page.keyboard.type("ASK { ?s ?p ?o }")

    expect(field).to_have_text("ASK { ?s ?p ?o }")
    page.keyboard.press("Control+Z")
    expect(field).to_contain_text("Which quotes support patching")
    assert browser.complaints() == []


def test_the_keyboard_is_not_caught(editor, browser):
    _, page = editor(), browser.page
    typed(page, "SEL")
    expect(proposals(page)).to_be_visible()

    page.keyboard.press("Tab")
    assert browser.asks(FOCUS) == "Ask"
    page.keyboard.press("Shift+Tab")
    assert "cm-content" in browser.asks(FOCUS)
    expect(page.get_by_text("Tab leads on to the button").filter(visible=True)).to_have_count(1)


def test_the_label_leads_into_it(editor, browser):
    field, page = editor(), browser.page
    page.get_by_role("button", name="Ask").focus()

    page.locator("label").click()

    expect(field).to_be_focused()


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True)])
def test_words_have_the_colours_of_the_page(editor, browser, width, dark):
    field, page = editor(width=width, dark=dark), browser.page
    typed(page, "SELECT ?x { ?x pif:text 'words' } # note")

    for word, token in (("SELECT", "--link"), ("?x", "--seen"), ("'words'", "--mentee")):
        shown = field.get_by_text(word, exact=True).first
        wanted = browser.asks(
            """token => {
              const place = document.body.appendChild(document.createElement("i"));
              place.setAttribute("hidden", "");
              place.style.color = `var(${token})`;
              return getComputedStyle(place).color;
            }""",
            token,
        )
        assert shown.evaluate("word => getComputedStyle(word).color") == wanted, word
    assert browser.width_needed() <= width


def test_a_question_goes_round_by_its_address(editor, browser, address):
    _, page = editor(), browser.page
    typed(page, "ASK { ?q pif:supports c:patching }")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#answer")).to_have_text("Yes")

    page.get_by_role("button", name="Copy address").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    shared = browser.asks("navigator.clipboard.readText()")

    browser.get(shared)
    expect(page.locator("#answer")).to_have_text("Yes")
    page.go_back()
    page.go_back()
    expect(page.locator("#answer")).to_have_count(0)


def test_without_script_it_is_a_field(browser, address):
    browser.window(390, script=False)
    browser.get(f"{address}/sparql")
    page = browser.page

    page.get_by_label("Query").fill("ASK { ?q pif:supports c:patching }")
    page.get_by_role("button", name="Ask").click()

    assert page.locator("#answer").inner_text() == "Yes"
    assert page.get_by_text("Ctrl-Enter").is_hidden()


@pytest.mark.parametrize("path", ["/queries", "/quotes"])
def test_the_editor_comes_with_no_other_page(browser, address, path):
    browser.window(1280)
    browser.get(address + path)

    assert browser.page.locator("script[src*=editor], script[src*=codemirror]").count() == 0
