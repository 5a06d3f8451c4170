"""What pages show to strangers: words, speakers and grounds of what is not public are left out."""

import pytest
from generated_studies import fill, texts_of

import kg
from webui import Site, create_app

PATHS = (
    "/",
    "/quotes?limit=100",
    "/quotes?supports=professional-identity-formation&limit=100",
    "/quotes?supports=professional-identity-formation&limit=100&context=200",
    "/constructs/patching",
    "/constructs/professional-identity-formation",
)


@pytest.fixture(scope="module")
def graph(tmp_path_factory):
    """Made-up studies of every access level. What strangers really get holds less than this."""
    with kg.open_graph(tmp_path_factory.mktemp("strangers") / "store") as graph:
        fill(graph.store)
        yield graph


@pytest.fixture(scope="module")
def quotes(graph):
    """All quotes by address: text and access."""
    return {row.iri: (row.text, row.access) for row in graph.quotes()}


@pytest.mark.parametrize("path", PATHS)
def test_words_that_are_not_public_are_not_shown(graph, quotes, check_page, path):
    client = create_app(graph, site=Site(graph, audience="public")).test_client()

    page = check_page(client.get(path).text)

    said = {"".join(e.itertext()) for e in page.iter("blockquote")}
    hidden = {text for text, access in quotes.values() if access in ("restricted", "closed")}
    shown = {text for text, access in quotes.values() if access not in ("restricted", "closed")}
    assert said or not path.startswith("/quotes")
    if "context" not in path:
        assert said <= shown
        assert not said & (hidden - shown)
    for card in page.iter("article"):
        if card.find("blockquote") is None:
            words = " ".join("".join(card.itertext()).split())
            assert "The words may not be shown; the study allows counts." in words
            assert "Read with care" not in words
            assert "Ground:" not in words
            assert not [a for a in card.iter("a") if "/participant/" in a.get("href")]


def test_the_owner_sees_them_all(graph, quotes, check_page):
    client = create_app(graph).test_client()

    page = check_page(client.get("/quotes?limit=100").text)

    assert len(list(page.iter("blockquote"))) == min(100, len(quotes))


def test_what_stands_around_a_quote_is_shown_where_the_text_is_held(graph, check_page):
    client = create_app(graph).test_client()
    page = check_page(client.get("/quotes?study=alpha&limit=100").text)
    [link] = [a for a in page.iter("a") if a.text == "Show what stands around them"]

    opened = check_page(client.get(link.get("href") + "&limit=100").text)

    texts = texts_of("alpha")
    around = [e for e in opened.iter("span") if e.get("class") == "around"]
    assert around
    for quote in opened.iter("blockquote"):
        if quote.find("span") is not None:
            whole = "".join(quote.itertext())
            assert any(whole in text for text in texts.values())
