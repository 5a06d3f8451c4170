"""Pages after the studies have changed: nothing of what was there before is shown."""

import pytest
from generated_studies import graphs_of

import kg
from webui import create_app


@pytest.fixture
def graph(tmp_path):
    with kg.open_graph(tmp_path / "store") as graph:
        kg.load("krishna2024", into=graph)
        yield graph


def test_every_page_follows_the_studies(graph, check_page):
    client = create_app(graph).test_client()
    for path in (
        "/",
        "/quotes?supports=patching",
        "/constructs/patching",
        "/literature",
        "/studies",
    ):
        assert client.get(path).status_code == 200

    graph.store.replace("alpha", graphs_of("alpha"))

    assert client.get("/studies.json").json["total"] == 2
    assert client.get("/").text.count("alpha") >= 1
    body = client.get("/constructs/patching.json").json
    assert {code["study"] for code in body["codes"]} > {"krishna2024"}
    patching = client.get("/quotes.json?supports=patching&limit=0").json
    assert {q["study"] for q in patching["quotes"]} == {"alpha", "krishna2024"}
    page = check_page(client.get("/quotes?supports=patching").text)
    assert len(list(page.iter("article"))) == min(25, patching["total"])

    graph.store.remove("alpha")
    graph.store.remove("krishna2024")

    assert client.get("/literature.json").json["total"] == 0
    assert client.get("/studies.json").json["total"] == 0
    assert client.get("/constructs/patching.json").json["codes"] == []
    for path in ("/", "/quotes", "/constructs/patching", "/literature", "/studies", "/matrix",
                 "/cooccurrence", "/agreement", "/ecosystem", "/constructs"):  # fmt: skip
        check_page(client.get(path).text)
