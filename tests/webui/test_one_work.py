"""A work under several addresses: one line in the list, one page whichever address is opened."""

import json

import pytest
import shared_literature

import kg
from kg.literature import keeping
from webui import create_app

DOI, SLUG = (shared_literature.work(1, with_doi=doi).iri for doi in (True, False))
PAGES = ("/literature/10.5555/w1", SLUG.removeprefix("https://w3id.org/pif-kg"))


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    with kg.open_graph(tmp_path_factory.mktemp("one") / "store") as graph:
        for n in range(4):
            graph.store.replace(f"s{n}", shared_literature.graphs_of(f"s{n}", works=5))
        keeping.bring_up(graph.store)
        yield create_app(graph).test_client()


def test_the_list_has_a_work_once(asked):
    works = json.loads(asked.get("/literature.json").get_data(as_text=True))["works"]

    titles = [work["title"] for work in works]
    assert len(titles) == len(set(titles)) == 5
    assert SLUG not in {work["work"] for work in works}


def test_every_address_has_the_same_citations(asked, check_page):
    html = {"Accept": "text/html"}
    pages = [asked.get(path, headers=html, follow_redirects=True) for path in PAGES]

    for page in pages:
        assert page.status_code == 200
        check_page(page.get_data(as_text=True))
    said = [page.get_data(as_text=True) for page in pages]
    assert all("Lists name it in 2 ways" in text and "Cited beside it" in text for text in said)
    cited = [text.partition("Cited ")[2].partition(" time")[0] for text in said]
    assert cited[0] == cited[1]
    assert int(cited[0]) > 2
