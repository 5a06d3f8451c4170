"""The page that lays constructs out across studies: each number opens its quotes."""

import csv
import io
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

import generated_studies
import mapping_sets
import pytest

import kg
from kg.evidence.synthesis import synthesis
from kg.graph import Graph
from kg.loading import load_records
from kg.publishing.public import public_store
from webui import Site, create_app

RECORDS = Path(__file__).resolve().parents[2] / "studies" / "records"


@pytest.fixture(scope="module")
def several(tmp_path_factory):
    """The first study and made-up ones, with the records and a set of mappings."""
    folder = tmp_path_factory.mktemp("several")
    with kg.open_graph(folder / "store") as graph:
        kg.load("krishna2024", into=graph)
        generated_studies.fill(graph.store)
        list(load_records(RECORDS, graph.store))
        table = mapping_sets.table(1, generated_studies.STUDIES)
        mapping_sets.load(graph.store, folder, "hub", table)
        yield graph


@pytest.fixture(scope="module")
def asked(several):
    return create_app(several).test_client()


def cells_of(page):
    """Yield the number, the words behind it and the address of every cell that leads somewhere."""
    table = page.find(".//table[@class]")
    for link in table.iterfind(".//td/a"):
        yield int(link.text.replace(",", "")), "".join(link.itertext()), link.get("href")


@pytest.mark.parametrize(
    "way", ["", "?mode=filed", "?mappings=own", "?role=mentee", "?study=alpha&study=krishna2024"]
)
def test_each_number_opens_its_quotes(asked, check_page, way):
    page = check_page(asked.get(f"/synthesis{way}").text)
    cells = list(cells_of(page))

    assert len(cells) > 10
    for utterances, says, href in cells[::7]:
        quotes = asked.get(href.replace("/quotes", "/quotes.json", 1)).json
        assert quotes["utterances"] == utterances, (href, says)
        assert f"{quotes['total']} quote" in says


def test_every_strength_can_be_laid_out(asked, check_page, several):
    found = synthesis(several.store)
    row = next(row for row in found.rows if row.key == "identity-work")
    told = {
        "people": row.strength.participants,
        "roles": len(row.strength.roles),
        "sources": len(row.strength.sources),
    }

    for show, number in told.items():
        page = check_page(asked.get(f"/synthesis?show={show}").text)
        whole = [n for n, _, href in cells_of(page) if href == "/quotes?supports=identity-work"]
        assert whole[0] == number, show


def test_records_stand_apart_with_the_reason_and_open_no_quotes(asked, check_page):
    page = check_page(asked.get("/synthesis").text)
    heat, named = list(page.iter("table"))[:2]
    heads = ["".join(e.itertext()) for e in heat.iterfind(".//thead//th")]

    assert heads[:4] == ["Construct", "Studies", "Records", "All"]
    assert not [head for head in heads if "peer-mentors in a research" in head]
    rows = [[" ".join("".join(c.itertext()).split()) for c in tr] for tr in named.iter("tr")]
    assert any(
        row[0] == "Community of practice"
        and row[3] == "means the same as, 1"
        and row[4] == "exact wording of the domain"
        for row in rows
    )
    assert not [a for a in named.iter("a") if "/quotes" in (a.get("href") or "")]


def test_claims_beyond_their_evidence_are_told_and_lead_to_the_claim(get_page):
    page = get_page("/synthesis")
    said = " ".join("".join(page.itertext()).split())

    assert "It speaks of both groups; all its quotes are of mentees." in said
    assert any("/claim/C-D1.2-s03" in (a.get("href") or "") for a in page.iter("a"))
    assert "There is one full study here" in said


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/synthesis?branch=nosuch", 404, "There is no construct"),
        ("/synthesis?part=9", 400, "fewer groups of studies"),
        ("/synthesis?part=x", 400, "part=x does not do"),
        ("/synthesis?show=x", 400, "show=x does not do"),
        ("/synthesis?all=perhaps", 400, "all=perhaps does not do"),
        ("/synthesis?nosuch=1", 400, "There is no parameter"),
        ("/synthesis?mappings=nosuch", 404, "There is no set of mappings"),
    ],
)
def test_what_is_wrong_is_said(get_page, path, status, says):
    assert says in " ".join("".join(get_page(path, status).itertext()).split())


def test_it_is_taken_away_in_every_form(asked, several):
    whole = synthesis(several.store)
    lines = list(csv.DictReader(io.StringIO(asked.get("/synthesis.csv").text)))
    data = asked.get("/synthesis", headers={"Accept": "application/json"}).json

    assert [row["construct"] for row in lines if row["kind"] == "all"] == [
        row.key for row in whole.rows
    ]
    assert [row["key"] for row in data["constructs"]] == [row.key for row in whole.rows]
    assert asked.get("/synthesis.xlsx").data.startswith(b"PK")
    figure = " ".join(ET.fromstring(asked.get("/synthesis.svg").text).itertext())
    assert "/synthesis" in figure
    page = asked.get("/synthesis")
    assert page.headers["Vary"].count("Accept")
    for form, type in (("csv", "text/csv"), ("svg", "image/svg+xml")):
        answer = asked.get(f"/synthesis.{form}?branch=identity-work&mode=filed")
        assert answer.content_type.startswith(type)


def test_forty_studies_are_shown_at_a_time(tmp_path, check_page):
    with kg.open_graph(tmp_path / "store") as graph:
        for n in range(43):
            name = f"s{n:02}"
            graph.store.replace(name, generated_studies.graphs_of(name, quotes=4))
        client = create_app(graph).test_client()

        first = check_page(client.get("/synthesis").text)
        second = check_page(client.get("/synthesis?part=1").text)

        for page, count in ((first, 40), (second, 3)):
            heads = page.find(".//table").findall(".//thead//th")
            assert len(heads) == 3 + count
        assert "43 full studies, forty at a time" in "".join(first.itertext())
        assert "/synthesis?part=1" in [a.get("href") for a in first.iter("a")]
        assert client.get("/synthesis?part=2").status_code == 400


def test_strangers_see_what_is_public_and_no_set_of_mappings(several, check_page):
    site = Site(Graph(public_store(several.store)), audience="public")
    client = create_app(site.graph, site=site).test_client()
    page = client.get("/synthesis")
    check_page(page.text)

    assert page.status_code == 200
    assert "hub" not in page.text
    addresses = [a.get("href") or "" for a in check_page(page.text).iter("a")]
    for address in addresses:
        if urlsplit(address).path == "/quotes" and parse_qs(urlsplit(address).query):
            assert client.get(address).status_code == 200
