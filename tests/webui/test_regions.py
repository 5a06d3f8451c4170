"""Pages say what was coded in pictures and recordings, and count none of it as a quote."""

from pathlib import Path

import pytest

import kg
from webui import create_app

PROJECT = Path(__file__).parents[1] / "formats/qda/data/standard/annexA2_atlas.qdpx"


@pytest.fixture(scope="module")
def coded(tmp_path_factory):
    with kg.open_graph(tmp_path_factory.mktemp("regions") / "store") as graph:
        kg.load(PROJECT, into=graph, study="atlas")
        yield graph


@pytest.fixture(scope="module")
def asked(coded):
    return create_app(coded).test_client()


def words(check_page, asked, path):
    return " ".join("".join(check_page(asked.get(path).text).itertext()).split())


def test_a_document_lists_its_regions_with_their_codes(check_page, asked):
    said = words(check_page, asked, "/study/atlas/document/cornflakes-n-milk.html")

    assert "medium: picture" in said
    assert "Its quotes 0" in said
    assert "Quotation 6:1: box 267, 1, 992, 720, coded as cornflakes, milk" in said


def test_a_code_tells_regions_from_quotes(check_page, asked):
    said = words(check_page, asked, "/study/atlas/code/milk.html")

    assert "What people said 0" in said
    assert "Quotation 6:1: box 267, 1, 992, 720 of cornflakes-n-milk" in said
    assert "Nobody has applied it to a quote." in said


def test_a_region_has_a_page_and_data_of_its_own(check_page, asked, coded):
    rows = coded.store.query(
        "SELECT ?region { ?region a <https://w3id.org/pif-kg/ontology#Region> }"
    ).rows()
    paths = [row["region"].split("pif-kg", 1)[1].rstrip(">") for row in rows]

    assert len(paths) == 7
    for path in paths:
        assert "part of" in words(check_page, asked, f"{path}.html")
        assert "liesIn" in asked.get(f"{path}.ttl").text


def test_regions_are_in_no_count_of_quotes(coded):
    quotes = coded.quotes(study="atlas")

    assert quotes.total == 5
    assert all(quote.text.strip() for quote in quotes)
    assert coded.quotes(study="atlas", text="Quotation").total == 0
