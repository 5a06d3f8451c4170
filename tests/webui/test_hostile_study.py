"""A study with something hostile in every field: each page shows it as text and stays whole."""

import csv

import pytest
from hostile_study import TABLES, write_hostile_study

import kg
from kg.pages.construct import construct_page
from webui import create_app


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    folder = write_hostile_study(tmp_path_factory.mktemp("hostile") / "hostile")
    with kg.open_graph(tmp_path_factory.mktemp("hostile-store") / "store") as graph:
        kg.load(folder, into=graph)
        yield graph


@pytest.fixture(scope="module")
def client(hostile):
    return create_app(hostile).test_client()


PAGES = [
    "/",
    "/ecosystem",
    "/quotes",
    "/quotes?supports=patching",
    "/quotes?supports=identity-work",
    "/quotes?supports=hostile/k1",
    "/quotes?code=hostile/k3",
    "/quotes?text=alert",
    "/quotes?participant=hostile/P2&open=code&open=status",
    "/constructs",
    "/constructs/patching",
    "/constructs/identity-work",
    "/study/hostile/code/k1.html",
    "/study/hostile/code/k2.html",
    "/study/hostile/quote/Q1.html",
    "/studies",
    "/studies/hostile",
    "/matrix?rows=code&cols=participant",
    "/synthesis",
    "/cooccurrence?kind=code",
    "/agreement?study=hostile",
    "/literature",
    "/graph",
    "/graph?from=hostile/code/k1&open=hostile/code/k1~in~pif:supports&open=hostile/quote/Q1",
    "/graph?from=hostile/participant/P2&open=hostile/participant/P2~in~pif:spokenBy",
    "/graph?from=hostile/quote/Q2&to=hostile/code/k1",
    "/graph?from=study/hostile",
    "/literature/network",
    "/literature/gaps",
    "/about",
    "/ontology/uses/Claim",
    "/ontology/uses/Limitation",
    "/queries/quotes-with-words?words=alert",
    "/queries/quotes-per-role?show=chart",
    "/queries/quotes-per-code?level=theme&show=chart",
    "/queries/quotes-per-code?level=domain&show=chart",
    "/queries/overlapping-quotes?show=graph",
]


@pytest.mark.parametrize("path", PAGES)
def test_hostile_fields_are_text(client, check_page, path):
    answer = client.get(path)

    assert answer.status_code == 200, answer.text[:500]
    page = check_page(answer.text)
    assert all(
        s.get("src", "").startswith("/static/") or s.get("type") == "application/ld+json"
        for s in page.iter("script")
    )
    assert not list(page.iter("img"))
    assert "<script>alert" not in answer.text
    for e in page.iter():
        assert not (e.get("href") or "").lower().startswith(("javascript:", "data:"))


def test_the_words_are_shown_as_they_are(client, check_page, words):
    page = check_page(client.get("/quotes").text)

    assert set(words(page)) == {row["text"] for row in TABLES["quotes"]}
    assert all(e.get("dir") == "auto" for e in page.iter("blockquote"))


def test_hostile_links_are_not_links(hostile, client, check_page):
    page = check_page(client.get("/constructs/patching").text)

    works = [li for ul in page.iter("ul") for li in ul if "Cited by" in "".join(li.itertext())]
    assert works
    assert construct_page(hostile.store, "patching").works
    for a in page.iter("a"):
        href = a.get("href")
        assert href.startswith(("/", "#", "http://", "https://"))


def test_cells_of_a_spreadsheet_are_not_run(client):
    rows = list(csv.DictReader(client.get("/quotes.csv").text.splitlines()))

    [row] = [row for row in rows if row["quote"] == "Q3"]
    assert row["text"].startswith("'=1+1")
