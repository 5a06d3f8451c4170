"""What a page weighs, and how much it asks of the store: bounded, whatever there is to show."""

import gzip
from urllib.parse import urlsplit

import pytest
from generated_studies import fill

import kg
from webui import create_app

MOST = 25_000
ALWAYS = {"site.css", "icon.svg", "enhance.js"}
PAGES = ("/", "/ecosystem", "/studies/new", "/studies/krishna2024/map?all=yes",
         "/quotes", "/quotes?supports=identity-work",
         "/constructs", "/synthesis",
         "/constructs/patching", "/constructs/identity-work",
         "/graph", "/graph?from=patching&open=patching~in~pif:supports&open=krishna2024/quote/Q27",
         "/queries/filed-against-scheme?show=chart", "/ontology.html",
         "/ontology/modules/evidence.html", "/scheme.html", "/about", "/publish",
         "/study/krishna2024/quote/Q27.html", "/study/krishna2024/participant/NP1.html",
         "/study/krishna2024/document/NP1-interview.html", "/study/krishna2024/code/d2.4.html",
         "/literature/10.1186/s12909-024-05992-0.html", "/studies/krishna2024")  # fmt: skip


def compressed(data):
    return len(gzip.compress(data, 6))


def fetched_with(page):
    """Return what a browser fetches with a page; what scripts bring later is not among it."""
    linked = [e.get("href") for e in page.iter("link") if e.get("rel") in ("stylesheet", "icon")]
    embedded = [e.get("src") for name in ("script", "img") for e in page.iter(name)]
    return {address for address in (*linked, *embedded) if address}


@pytest.mark.parametrize("path", PAGES)
def test_a_page_with_all_it_needs_is_light(client, check_page, path):
    page = client.get(path)
    needed = fetched_with(check_page(page.text))

    parts = {address: compressed(client.get(address).data) for address in needed}
    parts[path] = compressed(page.data)

    assert {urlsplit(address).path.rpartition("/")[2] for address in needed} >= ALWAYS
    assert sum(parts.values()) < MOST, parts


class Counting:
    """A store that counts what it is asked."""

    def __init__(self, store):
        self.store = store
        self.asked = []

    def query(self, sparql, bindings=None):
        self.asked.append(sparql)
        return self.store.query(sparql, bindings)

    def __getattr__(self, name):
        return getattr(self.store, name)


@pytest.fixture(scope="module")
def counted(tmp_path_factory):
    with kg.open_graph(tmp_path_factory.mktemp("counted") / "store") as graph:
        fill(graph.store)
        graph.store = Counting(graph.store)
        yield graph


def test_a_longer_page_asks_no_more_questions(counted):
    client = create_app(counted).test_client()

    def asked(path):
        client.get(path)
        counted.store.asked.clear()
        assert client.get(path).status_code == 200
        return len(counted.store.asked)

    short, long = (
        asked(f"/quotes?supports=professional-identity-formation&limit={n}") for n in (5, 60)
    )
    # Episodes are asked about one by one; few quotes tell of one.
    assert long <= short + 8
    assert asked("/quotes?role=mentee&limit=60") <= 9
    assert asked("/") <= 10
    assert asked("/constructs/identity-work") <= 40
