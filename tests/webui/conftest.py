"""A site over the first study, and the rules that every page obeys."""

import re
from urllib.parse import urlsplit

import pytest
from html5lib import HTMLParser

import kg
from webui import create_app

CONTROLS = ("input", "select", "textarea")


@pytest.fixture(scope="session")
def study_graph(tmp_path_factory):
    """The first study, opened for pages. To be read only."""
    with kg.open_graph(tmp_path_factory.mktemp("pages") / "store") as graph:
        kg.load("krishna2024", into=graph)
        yield graph


@pytest.fixture(scope="session")
def client(study_graph):
    """Asks the owner's site over the first study."""
    return create_app(study_graph).test_client()


@pytest.fixture
def get_page(client):
    """Fetch a page and hold it to the rules every page obeys."""

    def get(url, status=200, **options):
        response = client.get(url, **options)
        assert response.status_code == status, f"{url}: {response.status}\n{response.text[:2000]}"
        return checked_page(response.text)

    return get


@pytest.fixture
def check_page():
    """Return what holds the text of a page to these rules, for pages that are got otherwise."""
    return checked_page


def checked_page(text):
    """Parse a page strictly and check what all pages owe their readers."""
    page = HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)
    assert page.get("lang"), "the page says its language"
    assert len(page.findall(".//h1")) == 1, "one h1 per page"
    assert page.find(".//title").text.strip(), "every page has a title"
    assert len(page.findall(".//main")) == 1, "one main part"
    first = page.find(".//body/a")
    assert first is not None, "the skip link comes first"
    assert first.get("href") == "#main"
    ids = [e.get("id") for e in page.iter() if e.get("id")]
    assert len(ids) == len(set(ids)), "ids are unique"
    for e in page.iter():
        for name in ("aria-labelledby", "aria-describedby", "for"):
            for target in (e.get(name) or "").split():
                assert target in ids, f"{name}={target} names something on the page"
        href = e.get("href") or ""
        assert "javascript:" not in href.lower(), "links lead to pages"
        if href.startswith("#") and len(href) > 1:
            assert href[1:] in ids, f"{href} is on the page"
        assert not any(name.startswith("on") for name in e.attrib), "no handlers in markup"
        assert e.get("style") is None, "no style in markup"
        if str(e.tag).endswith("a") and href:
            assert said(e).strip() or e.get("aria-label"), f"the link to {href} says something"
    labelled = {e.get("for") for e in page.iter("label")}
    for kind in CONTROLS:
        for field in page.iter(kind):
            if field.get("type") not in ("hidden", "submit"):
                named = field.get("id") in labelled or field.get("aria-label")
                assert named, f"the field {field.get('name')} has a label"
    for script in page.iter("script"):
        data = script.get("type") == "application/ld+json"
        ours = urlsplit(script.get("src") or "//elsewhere").netloc == ""
        assert data or ours, "scripts are our own files; data in the page is JSON-LD"
    assert not list(page.iter("style")), "no style sheet in the page"
    return page


def said(element):
    """Return the words of an element, spaces made single."""
    return re.sub(r"\s+", " ", "".join(element.itertext()))


@pytest.fixture
def words():
    """Return the words of every quote of a page."""
    return lambda page: ["".join(e.itertext()) for e in page.iter("blockquote")]
